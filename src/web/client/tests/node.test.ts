// Node's sockets against a real server: covers what a fake cannot show.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, expect, it } from "vitest";
import { WebSocketServer } from "ws";

import { Line, type Connection } from "../src/index.ts";
import { snapshot } from "./fakes.ts";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Starts a server that answers upgrades with this status, or accepts them if it is null. */
async function service(status: number | null): Promise<{ url: string; authorizations: unknown[] }> {
  const authorizations: unknown[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  server = createServer();
  server.on("upgrade", (request, socket, head) => {
    authorizations.push(request.headers.authorization);
    if (status !== null) return socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    sockets.handleUpgrade(request, socket, head, (accepted) => accepted.send(JSON.stringify(snapshot())));
  });
  await new Promise<void>((done) => server!.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, authorizations };
}

/** Connects, and resolves to the first connection state after `connecting`. */
function tried(line: Line): Promise<Connection> {
  return new Promise((done) => {
    line.on("connection", (connection) => connection.state !== "connecting" && done(connection));
    line.connect();
  });
}

it("an API key goes into a header", async () => {
  const { url, authorizations } = await service(null);
  const line = new Line({ company: "997441", url, token: "lk_key" });
  expect(await tried(line)).toEqual({ state: "open" });
  expect(authorizations).toEqual(["Bearer lk_key"]);
  line.close();
});

it("an upgrade that is refused for good ends the line", async () => {
  for (const [status, reason] of [
    [401, "unauthorized"],
    [403, "forbidden"],
  ] as const) {
    const { url } = await service(status);
    const line = new Line({ company: "997441", url, token: "lk_key" });
    expect(await tried(line)).toMatchObject({ state: "closed", reason });
  }
});

it("an upgrade that is refused for now is tried again", async () => {
  for (const status of [429, 503]) {
    const { url } = await service(status);
    const line = new Line({ company: "997441", url, token: "lk_key" });
    expect(await tried(line)).toMatchObject({ state: "waiting" });
    line.close();
  }
});

it("a line that is closed while it opens is no error", async () => {
  const { url } = await service(null);
  const line = new Line({ company: "997441", url });
  line.connect();
  line.close();
  expect(line.connection).toEqual({ state: "closed", reason: "closed", detail: "" });
});
