// Link of the hosted page: `/connect#token=…`. Browsers do not send fragments to any server. The page only reads the
// company from the token, to open that company's socket; the service validates it.

import { isCompany } from "@linekeeper/ui/address.ts";

import { payloadOf } from "../token.ts";

/** Audience claim of tokens for this page. */
const AUDIENCE = "linekeeper-onboarding";

/** Code of a short address of the service. */
const SHORT = /^[\w-]{8,64}$/;

export interface Link {
  readonly token: string;
  /** Company whose session the link is for. */
  readonly company: string;
  /** Path of the short address that leads here; null if the link does not tell it. */
  readonly shortPath: string | null;
}

/** Parses the link in `location.hash`; null without a well-formed token. */
export function linkOf(hash: string): Link | null {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const token = parameters.get("token") ?? "";
  const { aud, sub, jti, exp } = payloadOf(token) ?? {};
  const isOurs = aud === AUDIENCE && typeof jti === "string" && jti !== "" && Number.isSafeInteger(exp);
  if (!isOurs || typeof sub !== "string" || !isCompany(sub)) return null;
  const short = parameters.get("short") ?? "";
  return { token, company: sub, shortPath: SHORT.test(short) ? `/l/${short}` : null };
}
