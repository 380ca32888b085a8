// The content script: registered for the allowed origins only, and put into their open pages at once.

import { allowedOrigins } from "./allowed.ts";
import { allowableOrigin, patternOf } from "./origin.ts";

const ID = "page";
const FILE = "content.js";

let last: Promise<void> = Promise.resolve();

/** Brings the registration in line with the list. Calls are carried out one after the other. */
export function register(): Promise<void> {
  last = last.then(update, update);
  return last;
}

async function update(): Promise<void> {
  const origins = await allowedOrigins();
  const matches = [...new Set(origins.map(patternOf))];
  const [registered] = await chrome.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (matches.length === 0) {
    if (registered !== undefined) await chrome.scripting.unregisterContentScripts({ ids: [ID] });
    return;
  }
  const where = { matches, allFrames: false, runAt: "document_start" as const };
  const script = { id: ID, js: [FILE], persistAcrossSessions: true, ...where };
  if (registered === undefined) await chrome.scripting.registerContentScripts([script]);
  else await chrome.scripting.updateContentScripts([script]);
  await Promise.all(origins.map(injectInto));
}

/** Runs the content script in pages that are open already; one that has it ignores the second. */
async function injectInto(origin: string): Promise<void> {
  const tabs = await chrome.tabs.query({ url: patternOf(origin) });
  const ids = tabs.flatMap(({ id, url }) => (id !== undefined && allowableOrigin(url) === origin ? [id] : []));
  // A tab that is closed meanwhile, or shows an error page, needs no script.
  await Promise.allSettled(ids.map((tabId) => chrome.scripting.executeScript({ target: { tabId }, files: [FILE] })));
}
