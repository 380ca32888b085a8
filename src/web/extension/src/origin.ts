// Origins that may be allowed, and the browser's match patterns for them.

const HERE = ["localhost", "127.0.0.1"];

/**
 * Origin of a page that may be allowed, or null. Only HTTPS, and plain HTTP of this machine: elsewhere anybody on the
 * network could speak as the page. Never a page of WhatsApp, which needs no extension.
 */
export function allowableOrigin(url: unknown): string | null {
  if (typeof url !== "string" || !URL.canParse(url)) return null;
  const { protocol, hostname, origin } = new URL(url);
  const isSecure = protocol === "https:" || (protocol === "http:" && HERE.includes(hostname));
  const isWhatsApp = /(^|\.)whatsapp\.com$/.test(hostname);
  // A host in the form of match patterns: no IPv6 address, no dot at its end.
  const isNamed = /^[\w-]+(\.[\w-]+)*$/.test(hostname);
  return isSecure && isNamed && !isWhatsApp ? origin : null;
}

/** Match pattern that covers an origin. Patterns have no port in Firefox, so it covers the host's other ports too. */
export function patternOf(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
}
