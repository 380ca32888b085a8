// Browsers do not say why a WebSocket was refused. A service that answers, and still opens none, does not let this page in.

/** Whether the service answers at all. The script is what pages of any origin may load. */
export async function answers(service: string): Promise<boolean> {
  const script = `${service.replace(/\/+$/, "")}/linekeeper-onboarding.js`;
  try {
    await fetch(script, { method: "HEAD", mode: "no-cors", cache: "no-store", credentials: "omit" });
    return true;
  } catch {
    return false;
  }
}
