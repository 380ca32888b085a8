// Token of a link: `/connect#token=header.payload.signature`. Browsers do not send fragments to any server. The page
// only reads the company from it, to open that company's socket; the service validates the token.

import { isCompany } from "@linekeeper/ui/address.ts";

/** Audience claim of tokens for this page. */
const AUDIENCE = "linekeeper-onboarding";
/** Maximum length of the service's tokens, in characters. */
const LONGEST = 1024;
const TOKEN = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

export interface Link {
  readonly token: string;
  /** Company whose session the link is for. */
  readonly company: string;
}

/** Parses the link in `location.hash`; null without a well-formed token. */
export function linkOf(hash: string): Link | null {
  const token = new URLSearchParams(hash.replace(/^#/, "")).get("token") ?? "";
  const payload = token.length > LONGEST ? null : payloadOf(token);
  if (payload === null || typeof payload !== "object") return null;
  const { aud, sub, jti, exp } = payload as Record<string, unknown>;
  const isOurs = aud === AUDIENCE && typeof jti === "string" && jti !== "" && Number.isSafeInteger(exp);
  if (!isOurs || typeof sub !== "string" || !isCompany(sub)) return null;
  return { token, company: sub };
}

/** Decodes the payload, JSON in base64url (RFC 7519, section 3). */
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
