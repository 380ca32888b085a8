import type { OpenSocket } from "./socket.ts";

/** The browser's own sockets. They send the cookie of a visit along, and no other proof. */
export const openSocket: OpenSocket = (url, key) => {
  if (key !== null) throw new TypeError("A browser cannot open a WebSocket with an API key");
  return new WebSocket(url);
};

/** Calls back when it may be worth to look after sockets: the network is back, or the page is seen again. */
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
