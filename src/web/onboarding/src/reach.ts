// Browsers do not say why a WebSocket was refused. A service that answers, and still opens none, does not let this page in.

/** Whether the service answers as it should. Its script is what pages of any origin may ask for. */
export async function answers(service: string): Promise<boolean> {
  const script = `${service.replace(/\/+$/, "")}/linekeeper-onboarding.js`;
  try {
    const answer = await fetch(script, { method: "HEAD", cache: "no-store", credentials: "omit" });
    // A proxy before a service that is down answers, too.
    return answer.ok;
  } catch {
    return false;
  }
}
