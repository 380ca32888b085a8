// Detection of a page that the service does not accept. Browsers do not tell why a WebSocket was refused: if the
// service answers but no socket ever opens, the page is refused.

/** Returns whether the service answers. Its script is requested because pages of any origin may load it. */
export async function answers(service: string): Promise<boolean> {
  const script = `${service.replace(/\/+$/, "")}/linekeeper-onboarding.js`;
  try {
    const answer = await fetch(script, { method: "HEAD", cache: "no-store", credentials: "omit" });
    // A proxy in front of a service that is down answers, too, but with an error status.
    return answer.ok;
  } catch {
    return false;
  }
}
