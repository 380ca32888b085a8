// What the address of a page says: whose session, which language, and how to say it again.

/** The languages there are; the first is for browsers that prefer neither. */
export const LANGUAGES = ["ru", "en"];

/** The service's own rule for company ids. */
const COMPANY = /^[A-Za-z0-9_-]{1,64}$/;

/** @returns {boolean} whether the text can be a company id */
export function isCompany(text) {
  return COMPANY.test(text);
}

/**
 * The language of the query, else the first the browser prefers that we speak.
 * @param {string} search `location.search`
 * @param {readonly string[]} preferred `navigator.languages`
 */
export function languageOf(search, preferred) {
  const asked = new URLSearchParams(search).get("lang");
  if (LANGUAGES.includes(asked)) return asked;
  const primary = preferred.map((tag) => tag.toLowerCase().split("-")[0]);
  return primary.find((tag) => LANGUAGES.includes(tag)) ?? LANGUAGES[0];
}

/**
 * The query with some parameters changed; `null` removes one.
 * @param {string} search
 * @param {Record<string, string | null>} changes
 */
export function withQuery(search, changes) {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/**
 * The page's address with some parameters of the query changed; the fragment stays.
 * @param {{ pathname: string, search: string, hash: string }} location
 * @param {Record<string, string | null>} changes
 */
export function withParameters({ pathname, search, hash }, changes) {
  return `${pathname}${withQuery(search, changes)}${hash}`;
}

/**
 * Where a company's session is talked to.
 * @param {{ protocol: string, host: string }} location
 * @param {string} company
 */
export function socketAddress(location, company) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}/api/whatsapp/sessions/${encodeURIComponent(company)}/ws`;
}
