// Brand of the hosted page. The service writes name and logo into the markup, so that they are there from the first paint,
// and the whole of it into an attribute of the body.

import { webAddress, type Branding } from "../brand.ts";

/** Name where the service has no branding. */
const OWN_NAME = "Linekeeper";

/** Branding as the service has written it; empty where it has none. */
export function writtenBranding({ dataset }: HTMLElement): Branding {
  try {
    return (JSON.parse(dataset["branding"] ?? "null") as Branding | null) ?? {};
  } catch {
    return {};
  }
}

export function nameIn(branding: Branding): string {
  return branding.name?.trim() || OWN_NAME;
}

/** Shows the logo as the page's icon, too. */
export function showIcon(branding: Branding): void {
  const logo = branding.name ? webAddress(branding.logoUrl) : null;
  if (logo !== null) document.querySelector("link[rel=icon]")?.setAttribute("href", logo);
}
