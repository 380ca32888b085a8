// Background of the extension: the list of allowed origins, and the requests of their pages.

import { adoptPending, dropUngranted } from "./allowed.ts";
import { PasskeyError } from "./error.ts";
import { requestOptions } from "./options.ts";
import type { PasskeyErrorCode } from "./protocol.ts";
import { register } from "./registration.ts";
import { assertionFrom } from "./run.ts";
import { askingPage, isAllowed } from "./sender.ts";
import { closeLeftTabs, openWhatsApp } from "./whatsapp-tab.ts";

/** Tabs with a request under way. */
const busy = new Set<number>();

// Content scripts run in the processes of pages, and need neither. Firefox has no such setting.
void chrome.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
const isTidy = closeLeftTabs();

chrome.runtime.onInstalled.addListener(() => void register());
chrome.runtime.onStartup.addListener(() => void register());
chrome.storage.local.onChanged.addListener(() => void register());
chrome.permissions.onAdded.addListener(() => void adoptPending().then(register));
chrome.permissions.onRemoved.addListener(() => void dropUngranted().then(register));

chrome.runtime.onMessage.addListener((message: unknown, sender, respond) => {
  if (message !== "find") return false;
  const page = askingPage(sender);
  if (page === null) return false;
  const version = chrome.runtime.getManifest().version;
  void isAllowed(page.origin).then((allowed) => respond(allowed ? version : null));
  return true;
});

chrome.runtime.onConnect.addListener((port) => {
  const aborter = new AbortController();
  port.onDisconnect.addListener(() => aborter.abort("cancelled" satisfies PasskeyErrorCode));
  const first = (message: unknown): void => {
    port.onMessage.removeListener(first);
    void serve(port, message, aborter.signal);
  };
  port.onMessage.addListener(first);
});

/** Answers the one request of a port. */
async function serve(port: chrome.runtime.Port, message: unknown, signal: AbortSignal): Promise<void> {
  const answer = await requested(port, message, signal).then(
    (assertion) => ({ assertion }),
    (error: unknown) => ({ code: error instanceof PasskeyError ? error.code : "failed" }),
  );
  // A page that cancelled or went away has closed its port.
  if (!signal.aborted) port.postMessage(answer);
}

/** Makes the assertion that a page asks for. */
async function requested(port: chrome.runtime.Port, message: unknown, signal: AbortSignal): Promise<string> {
  const page = askingPage(port.sender);
  if (page === null || !(await isAllowed(page.origin))) throw new PasskeyError("origin-not-allowed");
  const options = requestOptions(message);
  if (options === null) throw new PasskeyError("invalid-request");
  await isTidy;
  if (signal.aborted) throw new PasskeyError("cancelled");
  if (busy.has(page.tabId)) throw new PasskeyError("busy");
  busy.add(page.tabId);
  try {
    port.postMessage("started");
    return await assertionFrom(await openWhatsApp(page), options, signal);
  } finally {
    busy.delete(page.tabId);
  }
}
