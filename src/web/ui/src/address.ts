// Reading and changing the query of a page's URL.

/** Company ids as the service validates them. */
const COMPANY = /^[A-Za-z0-9_-]{1,64}$/;

/** Returns whether the text is a valid company id. */
export function isCompany(text: string): boolean {
  return COMPANY.test(text);
}

/** Changes some parameters of a query; `null` removes one. */
export function withQuery(search: string, changes: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Returns the page's URL with some query parameters changed; the fragment stays. */
export function withParameters(
  { pathname, search, hash }: Pick<Location, "pathname" | "search" | "hash">,
  changes: Readonly<Record<string, string | null>>,
): string {
  return `${pathname}${withQuery(search, changes)}${hash}`;
}
