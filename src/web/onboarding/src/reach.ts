// The two requests beside the socket, both without credentials.
//
// Browsers do not tell why a WebSocket was refused: if the service answers but no socket ever opens, it does not accept
// the page.

import type { Branding } from "./brand.ts";

/** Returns whether the service answers. Its script is requested because pages of any origin may load it. */
export async function answers(service: string): Promise<boolean> {
  try {
    const answer = await fetch(addressOf(service, "linekeeper-onboarding.js"), {
      method: "HEAD",
      cache: "no-store",
      credentials: "omit",
    });
    // A proxy in front of a service that is down answers, too, but with an error status.
    return answer.ok;
  } catch {
    return false;
  }
}

/** Fetches the service's branding; null where it has none, or cannot be asked. */
export async function brandingOf(service: string): Promise<Branding | null> {
  try {
    const answer = await fetch(addressOf(service, "linekeeper-onboarding/branding.json"), { credentials: "omit" });
    const branding: unknown = answer.ok ? await answer.json() : null;
    return typeof branding === "object" ? branding : null;
  } catch {
    return null;
  }
}

function addressOf(service: string, path: string): string {
  return `${service.replace(/\/+$/, "")}/${path}`;
}
