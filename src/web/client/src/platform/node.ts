import { WebSocket } from "ws";

import { headersOf, type OpenSocket, type Socket } from "./socket.ts";

/** Node 20 has no WebSockets of its own. */
export const openSocket: OpenSocket = (url, key) => {
  const socket = new WebSocket(url, key === null ? {} : headersOf(key));
  const opened: Socket = socket;
  // Where a browser says nothing, `ws` says why the upgrade was refused: as final as a close code that says the same.
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
