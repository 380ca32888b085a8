import type { OpenSocket } from "./socket.ts";

/** Opens a browser WebSocket. It sends the dashboard session's cookie and no other credentials. */
export const openSocket: OpenSocket = (url, key) => {
  if (key !== null) throw new TypeError("A browser cannot open a WebSocket with an API key");
  return new WebSocket(url);
};

/**
 * Calls back when sockets should be checked: the network is back, or the page is visible again. Returns the function
 * that stops it.
 */
export function onWake(wake: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  const seen = (): void => {
    if (document.visibilityState !== "hidden") wake();
  };
  document.addEventListener("visibilitychange", seen);
  addEventListener("online", seen);
  return () => {
    document.removeEventListener("visibilitychange", seen);
    removeEventListener("online", seen);
  };
}
