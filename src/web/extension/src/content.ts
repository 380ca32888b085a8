// Content script of allowed pages: carries messages between the page and the extension's background, and nothing else.

import { type ExtensionMessage, type PasskeyErrorCode, envelope, pageMessage } from "./protocol.ts";

/** Requests of this page that a port is open for, by the id of their message. */
const ports = new Map<string, chrome.runtime.Port>();
/** A page gets one request at a time; more ports are only open while the background refuses. */
const MAX_PORTS = 4;

function say(message: ExtensionMessage): void {
  window.postMessage(envelope("extension", message), location.origin);
}

async function find(id: string): Promise<void> {
  const version: unknown = await chrome.runtime.sendMessage("find");
  if (typeof version === "string") say({ id, type: "found", version });
}

function request(id: string, options: string): void {
  if (ports.has(id) || ports.size >= MAX_PORTS) return say({ id, type: "error", code: "busy" });
  const port = chrome.runtime.connect();
  ports.set(id, port);
  const end = (message: ExtensionMessage): void => {
    // One that was cancelled is not answered any more.
    if (!ports.delete(id)) return;
    port.disconnect();
    say(message);
  };
  port.onMessage.addListener((message: "started" | { assertion: string } | { code: PasskeyErrorCode }) => {
    if (message === "started") say({ id, type: "started" });
    else if ("assertion" in message) end({ id, type: "result", assertion: message.assertion });
    else end({ id, type: "error", code: message.code });
  });
  port.onDisconnect.addListener(() => end({ id, type: "error", code: "interrupted" }));
  port.postMessage(options);
}

function cancel(id: string): void {
  const port = ports.get(id);
  ports.delete(id);
  port?.disconnect();
}

function heard({ source, origin, data }: MessageEvent): void {
  if (source !== window || origin !== location.origin) return;
  const message = pageMessage(data);
  if (message === null) return;
  const { id } = message;
  // An extension that was removed or updated leaves this script behind: what it calls then throws.
  try {
    if (message.type === "find") find(id).catch(() => {});
    else if (message.type === "request") request(id, message.options);
    else cancel(id);
  } catch {
    if (message.type === "request") say({ id, type: "error", code: "interrupted" });
  }
}

declare global {
  // Set in the isolated world, where pages do not see it: the script may be put in a page that has it already.
  var linekeeperPasskey: true | undefined;
}

if (globalThis.linekeeperPasskey === undefined && window.top === window) {
  globalThis.linekeeperPasskey = true;
  window.addEventListener("message", heard);
}
