// Reading of onboarding tokens: `header.payload.signature`. The page only reads what a token says; the service decides
// whether it counts, and nothing of it is shown before.

/** Claims of a token, as far as they have the right type. */
export interface Claims {
  /** End of the token's validity, in milliseconds. */
  readonly expiresAt: number | null;
  /** Name of the company. */
  readonly name: string | null;
  readonly returnUrl: string | null;
  readonly supportUrl: string | null;
  readonly supportEmail: string | null;
}

/** Maximum length of the service's tokens, in characters. */
const LONGEST = 8192;
const TOKEN = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

/** Decodes the payload, JSON in base64url (RFC 7519, section 3); null for anything else. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> | null {
  const encoded = token.length > LONGEST ? undefined : TOKEN.exec(token)?.[1];
  if (encoded === undefined) return null;
  try {
    const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
    const payload: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof payload === "object" ? (payload as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

export function claimsOf(token: string | null): Claims {
  const { exp, name, return_url, support_url, support_email } = payloadOf(token ?? "") ?? {};
  return {
    expiresAt: Number.isSafeInteger(exp) ? (exp as number) * 1000 : null,
    name: textOf(name),
    returnUrl: textOf(return_url),
    supportUrl: textOf(support_url),
    supportEmail: textOf(support_email),
  };
}

function textOf(claim: unknown): string | null {
  return typeof claim === "string" && claim.trim() !== "" ? claim.trim() : null;
}
