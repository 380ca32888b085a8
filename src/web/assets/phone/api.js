// The simulator's control API as this page needs it. An answer is a value or a refusal, never an exception.

const LOOK_MS = 10_000;
/** Linking waits for the other device, which has a minute. */
const LINK_MS = 90_000;

/** @typedef {{ ok: true, value: any } | { ok: false, error: string | null, message: string }} Answer */

/**
 * @param {string} number
 * @param {typeof fetch} [get] what a test replaces
 */
export function phoneApi(number, get = (...call) => fetch(...call)) {
  const base = `/sandbox/api/phones/${encodeURIComponent(number)}`;
  const post = (path, body, ms) => ask(get, `${base}/${path}`, ms, body);
  return {
    look: () => ask(get, base, LOOK_MS),
    enterCode: (code) => post("enter-code", { code }, LINK_MS),
    scan: (qr) => post("scan", { qr }, LINK_MS),
    unlink: (device) => post("unlink", { device }, LOOK_MS),
    send: (to, text) => post("send", { to, text }, LOOK_MS),
  };
}

/** @returns {Promise<Answer>} */
async function ask(get, address, ms, body) {
  const json = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await get(address, { ...(body === undefined ? {} : json), signal: AbortSignal.timeout(ms) });
    const value = await response.json();
    if (response.ok) return { ok: true, value };
    return { ok: false, error: String(value?.error ?? "unknown"), message: String(value?.message ?? response.status) };
  } catch (error) {
    return { ok: false, error: null, message: String(error) };
  }
}
