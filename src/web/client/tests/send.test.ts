// Sending over a real HTTP server that behaves as the test says.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";

import { LineError } from "../src/error.ts";
import { sendMessage, type SendOptions } from "../src/send.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let close: (() => Promise<void>) | undefined;

afterEach(async () => {
  await close?.();
  close = undefined;
});

/** Serves one answer after the other, the last one for ever; returns the options to send with, and the keys that came. */
async function served(...answers: Answer[]): Promise<{ options: SendOptions; asked: string[]; bodies: unknown[] }> {
  const asked: string[] = [];
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      asked.push(`${request.method} ${request.url} ${request.headers["idempotency-key"]}`);
      bodies.push(JSON.parse(Buffer.concat(pieces).toString()));
      answers[Math.min(asked.length, answers.length) - 1]!(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { options: { url, companyId: "997441", apiKey: "lk_1", backoff: () => 1 }, asked, bodies };
}

const accepting: Answer = (_, response) => {
  response.writeHead(202, { "content-type": "application/json" });
  response.end(JSON.stringify({ id: "msg_0123456789abcdef", status: "queued" }));
};

const refusing =
  (status: number, code: string): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ code, message: { ru: "нет", en: "no" }, userAction: "none", correlationId: "K7" }));
  };

const lost: Answer = (request) => request.socket.destroy();

const order = { to: { phone: "79160000001" }, content: { kind: "text" as const, text: "At ten?" } };

test("a message is ordered with a key of its own", async () => {
  const { options, asked, bodies } = await served(accepting);
  const sent = await sendMessage(order, { ...options, idempotencyKey: "evt_1" });
  expect(sent.id).toBe("msg_0123456789abcdef");
  expect(asked).toEqual(["POST /api/whatsapp/sessions/997441/messages evt_1"]);
  expect(bodies).toEqual([order]);
});

test("a lost answer is asked for again with the same key", async () => {
  const { options, asked } = await served(lost, refusing(503, "STORE_UNAVAILABLE"), accepting);
  await sendMessage(order, options);
  expect(asked.length).toBe(3);
  expect(new Set(asked).size).toBe(1);
});

test("two messages have two keys", async () => {
  const { options, asked } = await served(accepting);
  await sendMessage(order, options);
  await sendMessage(order, options);
  expect(new Set(asked).size).toBe(2);
});

test("a refusal for good is told at once", async () => {
  const { options, asked } = await served(refusing(422, "BAD_REQUEST"), accepting);
  await expect(sendMessage(order, options)).rejects.toThrow(LineError);
  expect(asked.length).toBe(1);
});

test("a service that never answers is given up", async () => {
  const { options, asked } = await served(lost);
  await expect(sendMessage(order, { ...options, attempts: 3 })).rejects.toMatchObject({ code: "OFFLINE" });
  expect(asked.length).toBe(3);
});

test("the caller can end the attempts", async () => {
  const { options } = await served(lost);
  const signal = AbortSignal.timeout(50);
  await expect(sendMessage(order, { ...options, attempts: 1_000_000, signal })).rejects.toThrow();
});
