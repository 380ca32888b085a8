// The feed as an async iterator, over a real HTTP server that behaves as the test says.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";

import { EventParser, followEvents } from "../src/feed.ts";
import { LineError } from "../src/error.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let close: (() => Promise<void>) | undefined;

afterEach(async () => {
  await close?.();
  close = undefined;
});

/** Serves one answer after the other, the last one for ever; returns the address and what was asked for. */
async function served(...answers: Answer[]): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers["last-event-id"]} ${request.headers.authorization}`);
    answers[Math.min(asked.length, answers.length) - 1]!(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const written = (seq: number) => `id: ${seq}\nevent: message.received\ndata: {"data":{"seq":${seq}}}\n\n`;

const streaming =
  (...pieces: string[]): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const piece of pieces) response.write(piece);
    response.end();
  };

const hanging: Answer = (_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(":\n\n");
};

const refusing =
  (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/problem+json", ...headers });
    response.end(JSON.stringify({ code, message: { ru: "нет", en: "no" }, userAction: "none", correlationId: "K7" }));
  };

async function first(count: number, url: string, after?: number): Promise<number[]> {
  const seqs: number[] = [];
  for await (const event of followEvents({ url, companyId: "997441", apiKey: "lk_1", after, backoff: () => 1 })) {
    seqs.push(event.data.seq);
    if (seqs.length === count) break;
  }
  return seqs;
}

test("events come in their order, and a lost stream is resumed after the last one", async () => {
  const { url, asked } = await served(streaming(written(8), written(9)), streaming(written(10)), hanging);
  expect(await first(3, url, 7)).toEqual([8, 9, 10]);
  const path = "/api/whatsapp/sessions/997441/feed/stream";
  expect(asked).toEqual([`${path} 7 Bearer lk_1`, `${path} 9 Bearer lk_1`]);
});

test("a service that is down or busy is asked again", async () => {
  const broken: Answer = (request) => request.socket.destroy();
  const busy = refusing(503, "STORE_UNAVAILABLE");
  const { url, asked } = await served(broken, busy, streaming(written(1)), hanging);
  expect(await first(1, url)).toEqual([1]);
  expect(asked.length).toBe(3);
});

test("a stream that is cut within an event hands out only whole ones", async () => {
  const cut = written(2).slice(0, 20);
  const { url } = await served(streaming(written(1), cut), streaming(written(2)), hanging);
  expect(await first(2, url)).toEqual([1, 2]);
});

test("a refusal for good ends the iteration with the service's code", async () => {
  const { url, asked } = await served(refusing(403, "FORBIDDEN"));
  const failure = await first(1, url).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LineError);
  expect([(failure as LineError).code, (failure as LineError).correlationId]).toEqual(["FORBIDDEN", "K7"]);
  expect(asked.length).toBe(1);
});

test("an iteration ends when its signal says so", async () => {
  const { url } = await served(hanging);
  const stop = new AbortController();
  const iterated = (async () => {
    for await (const _ of followEvents({ url, companyId: "1", apiKey: "k", signal: stop.signal })) throw new Error();
  })();
  setTimeout(() => stop.abort(), 50);
  await iterated;
});

test("server-sent events are parsed however they are cut", () => {
  const stream = `: hello\r\nid: 1\r\ndata: {"a":1}\r\n\r\ndata:two\ndata: lines\n\n:\n\nevent: none\n\n`;
  for (let size = 1; size < stream.length; size++) {
    const parser = new EventParser();
    const events: string[] = [];
    for (let at = 0; at < stream.length; at += size) events.push(...parser.add(stream.slice(at, at + size)));
    expect(events, `pieces of ${size}`).toEqual(['{"a":1}', "two\nlines"]);
  }
});
