// @vitest-environment happy-dom

import { beforeEach, expect, test, vi } from "vitest";

import { type ExtensionMessage, type PageMessage, envelope, opened } from "../src/protocol.ts";

const ID = "0123456789abcdef";

/** Port to the background, driven by the test. */
class FakePort {
  readonly posted: unknown[] = [];
  say: (message: unknown) => void = () => {};
  end: () => void = () => {};
  readonly disconnect = vi.fn();
  readonly onMessage = { addListener: (listener: (message: unknown) => void) => (this.say = listener) };
  readonly onDisconnect = { addListener: (listener: () => void) => (this.end = listener) };
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
}

let ports: FakePort[] = [];
let answers: ExtensionMessage[] = [];
let runtime: { sendMessage: () => Promise<unknown>; connect: () => FakePort };

beforeEach(async () => {
  ports = [];
  answers = [];
  const connect = (): FakePort => {
    const port = new FakePort();
    ports.push(port);
    return port;
  };
  runtime = { sendMessage: async () => "1.2.3", connect };
  vi.stubGlobal("chrome", { runtime });
  vi.spyOn(window, "postMessage").mockImplementation((data: unknown) => {
    const message = opened(data, "extension");
    if (message === null) throw new Error("not the extension's");
    const { channel: _, v: __, from: ___, ...rest } = message;
    answers.push(rest as ExtensionMessage);
  });
  if (globalThis.linekeeperPasskey === undefined) await import("../src/content.ts");
});

function hear(message: PageMessage, origin = location.origin, source: unknown = window): void {
  window.dispatchEvent(Object.assign(new Event("message"), { data: envelope("page", message), origin, source }));
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const request = (id: string): void => hear({ id, type: "request", options: "{}" });

test("the content script answers find with the background's version", async () => {
  hear({ id: ID, type: "find" });
  await settled();
  expect(answers).toEqual([{ id: ID, type: "found", version: "1.2.3" }]);
});

test("the content script is silent when the background refuses", async () => {
  runtime.sendMessage = async () => null;
  hear({ id: ID, type: "find" });
  await settled();
  expect(answers).toEqual([]);
});

test("the content script hears its own window and origin only", async () => {
  hear({ id: ID, type: "find" }, "https://market.example");
  hear({ id: ID, type: "find" }, location.origin, null);
  await settled();
  expect(answers).toEqual([]);
});

test("the content script carries a request to its end", () => {
  request("request-to-the-end");
  const [port] = ports;
  expect(port!.posted).toEqual(["{}"]);
  port!.say("started");
  port!.say({ assertion: "signed" });
  port!.end();
  const id = "request-to-the-end";
  expect(answers).toEqual([
    { id, type: "started" },
    { id, type: "result", assertion: "signed" },
  ]);
  expect(port!.disconnect).toHaveBeenCalledOnce();
});

test("the content script closes the port of a cancelled request", () => {
  request("request-cancelled");
  hear({ id: "another-request-0", type: "cancel" });
  expect(ports[0]!.disconnect).not.toHaveBeenCalled();
  hear({ id: "request-cancelled", type: "cancel" });
  expect(ports[0]!.disconnect).toHaveBeenCalledOnce();
  ports[0]!.say({ code: "refused" });
  expect(answers).toEqual([]);
});

test("the content script tells of a background that went away", () => {
  request("request-interrupted");
  ports[0]!.end();
  expect(answers).toEqual([{ id: "request-interrupted", type: "error", code: "interrupted" }]);
});

test("the content script opens few ports and one for an id", () => {
  const ids = ["request-number-1", "request-number-2", "request-number-3", "request-number-4"];
  for (const id of [...ids, "request-number-1", "request-number-5"]) request(id);
  expect(ports).toHaveLength(4);
  expect(answers).toEqual([
    { id: "request-number-1", type: "error", code: "busy" },
    { id: "request-number-5", type: "error", code: "busy" },
  ]);
  for (const port of ports) port.say({ code: "busy" });
});

test("the content script that was left behind says so", async () => {
  runtime.connect = () => {
    throw new Error("Extension context invalidated.");
  };
  runtime.sendMessage = () => {
    throw new Error("Extension context invalidated.");
  };
  request("request-left-over");
  hear({ id: ID, type: "find" });
  await settled();
  expect(answers).toEqual([{ id: "request-left-over", type: "error", code: "interrupted" }]);
});
