// Who sent a message: only the top frame of a tab with a page of an allowed origin is heard.

import { allowedOrigins } from "./allowed.ts";
import { allowableOrigin } from "./origin.ts";

/** The page that asks. */
export interface Asking {
  tabId: number;
  windowId: number;
  index: number;
}

/** The page behind a message of our content script; null when it is not in the top frame of a page that may be allowed. */
export function askingPage(sender: chrome.runtime.MessageSender | undefined): (Asking & { origin: string }) | null {
  if (sender === undefined || sender.id !== chrome.runtime.id) return null;
  const { tab, frameId, url, origin: told, documentLifecycle: lifecycle } = sender;
  const origin = allowableOrigin(url);
  // A sandboxed document has its URL and the origin "null".
  if (origin === null || frameId !== 0 || (told !== undefined && told !== origin)) return null;
  // A page that is only prepared (prerendered) shows nothing to anybody yet.
  if (lifecycle !== undefined && lifecycle !== "active") return null;
  if (tab?.id === undefined || tab.id < 0) return null;
  return { tabId: tab.id, windowId: tab.windowId, index: tab.index, origin };
}

/** Whether the person allows this origin now. */
export async function isAllowed(origin: string): Promise<boolean> {
  return (await allowedOrigins()).includes(origin);
}
