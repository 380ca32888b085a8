import { WebSocket } from "ws";

import { headersOf, type OpenSocket, type Socket } from "./socket.ts";

/** Opens a WebSocket of the package `ws`: Node 20 has none of its own. */
export const openSocket: OpenSocket = (url, key) => {
  const socket = new WebSocket(url, key === null ? {} : headersOf(key));
  const opened: Socket = socket;
  // A browser does not tell why an upgrade was refused, `ws` does: status 401 and 403 are mapped to the close codes of
  // the same meaning (4401, 4403), so they are as final.
  socket.on("unexpected-response", (_, { statusCode, statusMessage }) => {
    const { onclose } = opened;
    opened.onclose = null;
    socket.terminate();
    const code = statusCode === 401 || statusCode === 403 ? 4000 + statusCode : 1006;
    onclose?.({ code, reason: statusMessage ?? "" } as never);
  });
  return opened;
};

export function onWake(): () => void {
  return () => {};
}
