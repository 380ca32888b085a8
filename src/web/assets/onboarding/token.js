// The token of a link: `/connect#token=header.payload.signature`. Fragments are sent to nobody. The page only reads whose
// link it is, so as to know where to knock; whether the token counts, the service decides.

import { isCompany } from "../shared/address.js";

/** What tokens for this page are made for. */
const AUDIENCE = "linekeeper-onboarding";
/** No token of the service is longer. */
const LONGEST = 1024;
const TOKEN = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

/**
 * @typedef {object} Link
 * @property {string} token
 * @property {string} company whose session it is for
 */

/**
 * @param {string} hash `location.hash`
 * @returns {Link | null} null without a token, and for what is none
 */
export function linkOf(hash) {
  const token = new URLSearchParams(hash.replace(/^#/, "")).get("token") ?? "";
  const payload = token.length > LONGEST ? null : payloadOf(token);
  if (payload === null || typeof payload !== "object") return null;
  const { aud, sub, jti, exp } = payload;
  const isOurs = aud === AUDIENCE && typeof jti === "string" && jti !== "" && Number.isSafeInteger(exp);
  if (!isOurs || typeof sub !== "string" || !isCompany(sub)) return null;
  return { token, company: sub };
}

/** The payload, a JSON text in base64url (RFC 7519, section 3). */
function payloadOf(token) {
  const [, encoded] = TOKEN.exec(token) ?? [];
  if (encoded === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
