// The token of a link: `/connect#token=header.payload.signature`. Fragments are sent to nobody. The page only reads whose
// link it is, so as to know where to knock; whether the token counts, the service decides.

import { isCompany } from "@linekeeper/ui/address.ts";

/** What tokens for this page are made for. */
const AUDIENCE = "linekeeper-onboarding";
/** No token of the service is longer. */
const LONGEST = 1024;
const TOKEN = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

export interface Link {
  readonly token: string;
  /** Whose session it is for. */
  readonly company: string;
}

/** The link in `location.hash`; null without a token, and for what is none. */
export function linkOf(hash: string): Link | null {
  const token = new URLSearchParams(hash.replace(/^#/, "")).get("token") ?? "";
  const payload = token.length > LONGEST ? null : payloadOf(token);
  if (payload === null || typeof payload !== "object") return null;
  const { aud, sub, jti, exp } = payload as Record<string, unknown>;
  const isOurs = aud === AUDIENCE && typeof jti === "string" && jti !== "" && Number.isSafeInteger(exp);
  if (!isOurs || typeof sub !== "string" || !isCompany(sub)) return null;
  return { token, company: sub };
}

/** The payload, a JSON text in base64url (RFC 7519, section 3). */
function payloadOf(token: string): unknown {
  const encoded = TOKEN.exec(token)?.[1];
  if (encoded === undefined) return null;
  try {
    const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
