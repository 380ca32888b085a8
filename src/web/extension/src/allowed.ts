// The origins whose pages may ask: those that the person chose and for which the browser's permission is there. The list
// is all that the extension keeps on disk.

import { WHATSAPP_ORIGIN } from "./assertion.ts";
import { allowableOrigin, patternOf } from "./origin.ts";

const KEY = "origins";
const PENDING = "pending";
/** How long a choice waits for the answer to the browser's question, in milliseconds. */
const PENDING_MS = 120_000;
const MAX_ORIGINS = 50;
const WHATSAPP_PATTERN = `${WHATSAPP_ORIGIN}/*`;

/** The list as the person made it, sorted. What is no allowable origin in the storage is left out. */
export async function chosenOrigins(): Promise<string[]> {
  const kept: unknown = (await chrome.storage.local.get(KEY))[KEY];
  if (!Array.isArray(kept)) return [];
  const origins = kept.filter((origin) => typeof origin === "string" && allowableOrigin(origin) === origin);
  return [...new Set<string>(origins)].sort().slice(0, MAX_ORIGINS);
}

/** The chosen origins whose pages may ask now: none while the browser keeps the extension from web.whatsapp.com. */
export async function allowedOrigins(): Promise<string[]> {
  return (await isGranted(WHATSAPP_PATTERN)) ? grantedOrigins() : [];
}

/** The chosen origins that the browser lets the extension reach. */
async function grantedOrigins(): Promise<string[]> {
  const chosen = await chosenOrigins();
  const granted = await Promise.all(chosen.map((origin) => isGranted(patternOf(origin))));
  return chosen.filter((_, index) => granted[index]);
}

function isGranted(pattern: string): Promise<boolean> {
  return chrome.permissions.contains({ origins: [pattern] });
}

/**
 * Asks the browser for what an origin needs, and puts it on the list. Called in the handler of a click, before anything
 * is awaited: the browser asks only then. The question may close the popup that asked, so the choice is left in the
 * session's memory, where {@link adoptPending} finds it.
 */
export async function allow(origin: string): Promise<boolean> {
  void chrome.storage.session.set({ [PENDING]: { origin, at: Date.now() } });
  // web.whatsapp.com is among them because the browser lets people take back that one, too.
  const granted = await chrome.permissions.request({ origins: [patternOf(origin), WHATSAPP_PATTERN] });
  if (granted) await choose(origin);
  await chrome.storage.session.remove(PENDING);
  return granted;
}

/** Puts the origin on the list for which the browser has just got the answer, if there is one. */
export async function adoptPending(): Promise<void> {
  const pending: unknown = (await chrome.storage.session.get(PENDING))[PENDING];
  if (typeof pending !== "object" || pending === null) return;
  const { origin, at } = pending as { origin?: unknown; at?: unknown };
  const isRecent = typeof at === "number" && Date.now() - at < PENDING_MS;
  if (!isRecent || typeof origin !== "string" || allowableOrigin(origin) !== origin) return;
  if (!(await isGranted(patternOf(origin)))) return;
  await choose(origin);
  await chrome.storage.session.remove(PENDING);
}

/** Takes an origin from the list, and gives back the browser's permission unless another one on the list needs it. */
export async function revoke(origin: string): Promise<void> {
  const left = (await chosenOrigins()).filter((other) => other !== origin);
  await keep(left);
  const pattern = patternOf(origin);
  if (!left.some((other) => patternOf(other) === pattern)) await chrome.permissions.remove({ origins: [pattern] });
}

/** Takes from the list what the person forbade in the browser's own settings. */
export async function dropUngranted(): Promise<void> {
  const [chosen, granted] = [await chosenOrigins(), await grantedOrigins()];
  if (granted.length < chosen.length) await keep(granted);
}

async function choose(origin: string): Promise<void> {
  await keep([...(await chosenOrigins()), origin]);
}

async function keep(origins: string[]): Promise<void> {
  await chrome.storage.local.set({ [KEY]: [...new Set(origins)].sort() });
}
