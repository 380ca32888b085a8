// Whose page this is, and where people go from it: the marketplace's brand, the salon's name, support, the way back.

import type { Claims } from "./token.ts";

/** Brand of the service, as its `branding.json` has it. */
export interface Branding {
  readonly name?: string | null;
  readonly logoUrl?: string | null;
  readonly accent?: string | null;
  readonly supportUrl?: string | null;
  readonly supportEmail?: string | null;
  readonly returnUrl?: string | null;
}

/** What the page around has set on the element. */
export interface Said {
  readonly companyName: string | null;
  readonly supportUrl: string | null;
  readonly supportEmail: string | null;
  readonly returnUrl: string | null;
}

/** Where support is: a page or an e-mail address; the page counts where both are known. */
export interface Support {
  readonly url: string | null;
  readonly email: string | null;
}

export interface Brand {
  /** Name of the marketplace. */
  readonly name: string | null;
  /** Colour of its buttons, `#rrggbb`. */
  readonly accent: string | null;
  /** Name of the company. */
  readonly company: string | null;
  readonly support: Support | null;
  readonly returnUrl: string | null;
}

const COLOUR = /^#[\da-f]{6}$/i;
const EMAIL = /^[^\s@?&]+@[^\s@?&]+$/;

/**
 * Combines what is known: the page's attributes win over the link's claims, and those over the service's branding.
 * @param claims of a token that the service has accepted; null for none
 */
export function brandOf(said: Said, claims: Claims | null, branding: Branding | null): Brand {
  const sources = [said, claims ?? {}, branding ?? {}] as const;
  const accent = textOf(branding?.accent);
  return {
    name: textOf(branding?.name),
    accent: accent !== null && COLOUR.test(accent) ? accent : null,
    company: textOf(said.companyName) ?? claims?.name ?? null,
    support: firstOf(sources, supportOf),
    returnUrl: firstOf(sources, ({ returnUrl }) => webAddress(returnUrl)),
  };
}

type Source = Pick<Branding, "supportUrl" | "supportEmail" | "returnUrl">;

function firstOf<Value>(sources: readonly Source[], read: (source: Source) => Value | null): Value | null {
  for (const source of sources) {
    const value = read(source);
    if (value !== null) return value;
  }
  return null;
}

function supportOf({ supportUrl, supportEmail }: Source): Support | null {
  const url = webAddress(supportUrl);
  const email = supportEmail != null && EMAIL.test(supportEmail) ? supportEmail : null;
  return url === null && email === null ? null : { url, email };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** Returns an address of the web, made absolute; null for anything else, a script for example. */
export function webAddress(text: string | null | undefined): string | null {
  if (text == null || text === "" || !URL.canParse(text, location.href)) return null;
  const { protocol, href } = new URL(text, location.href);
  return protocol === "https:" || protocol === "http:" ? href : null;
}
