// What the address of a page says, and how to say it again.

/** The service's own rule for company ids. */
const COMPANY = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether the text can be a company id. */
export function isCompany(text: string): boolean {
  return COMPANY.test(text);
}

/** The query with some parameters changed; `null` removes one. */
export function withQuery(search: string, changes: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** The page's address with some parameters of the query changed; the fragment stays. */
export function withParameters(
  { pathname, search, hash }: Pick<Location, "pathname" | "search" | "hash">,
  changes: Readonly<Record<string, string | null>>,
): string {
  return `${pathname}${withQuery(search, changes)}${hash}`;
}
