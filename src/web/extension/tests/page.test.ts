// @vitest-environment happy-dom

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { findExtension, requestAssertion } from "../src/page.ts";
import { type ExtensionMessage, envelope, pageMessage, type PageMessage } from "../src/protocol.ts";

let posted: PageMessage[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  posted = [];
  vi.spyOn(window, "postMessage").mockImplementation((data: unknown, to: unknown) => {
    expect(to).toBe(location.origin);
    const message = pageMessage(data);
    if (message !== null) posted.push(message);
  });
});
afterEach(() => vi.useRealTimers());

/** Delivers a message to the page, as its own window would. */
function hear(data: unknown, source: unknown = window): void {
  const event = new Event("message");
  window.dispatchEvent(Object.assign(event, { data, source }));
}

/** The extension's answer to the last message. */
function answer(message: object): void {
  hear(envelope("extension", { id: posted.at(-1)!.id, ...message } as ExtensionMessage));
}

const codeOf = (pending: Promise<string>): Promise<string> =>
  pending.then(
    () => "none",
    (error: { code: string }) => error.code,
  );

describe("findExtension", () => {
  it("returns the version that answers", async () => {
    const found = findExtension();
    expect(posted).toEqual([{ id: expect.stringMatching(/^[0-9a-f]{16,32}$/), type: "find" }]);
    answer({ type: "found", version: "1.2.3" });
    expect(await found).toEqual({ version: "1.2.3" });
  });

  it("returns null when nobody answers in time", async () => {
    const found = findExtension(250);
    await vi.advanceTimersByTimeAsync(250);
    expect(await found).toBeNull();
  });

  it("ignores answers from elsewhere and to other questions", async () => {
    const found = findExtension(250);
    const { id } = posted[0]!;
    hear(envelope("extension", { id, type: "found", version: "9.9.9" }), null);
    hear(envelope("extension", { id: `${id}0`, type: "found", version: "9.9.9" }));
    hear({ ...envelope("extension", { id, type: "found", version: "9.9.9" }), v: 2 });
    hear(envelope("page", { id, type: "find" }));
    answer({ type: "started" });
    await vi.advanceTimersByTimeAsync(250);
    expect(await found).toBeNull();
  });
});

describe("requestAssertion", () => {
  it("returns the assertion", async () => {
    const asked = requestAssertion("{}");
    expect(posted).toMatchObject([{ type: "request", options: "{}" }]);
    answer({ type: "started" });
    await vi.advanceTimersByTimeAsync(600_000);
    answer({ type: "result", assertion: "signed" });
    expect(await asked).toBe("signed");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("throws the code of the extension's error", async () => {
    const asked = codeOf(requestAssertion("{}"));
    answer({ type: "error", code: "refused" });
    expect(await asked).toBe("refused");
  });

  it("throws `failed` for a code that it does not know", async () => {
    const asked = codeOf(requestAssertion("{}"));
    answer({ type: "error", code: "of-tomorrow" });
    expect(await asked).toBe("failed");
  });

  it("throws `not-found` when no extension begins", async () => {
    const asked = codeOf(requestAssertion("{}"));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await asked).toBe("not-found");
  });

  it("throws `timeout` when the extension does not end", async () => {
    const asked = codeOf(requestAssertion("{}"));
    answer({ type: "started" });
    await vi.advanceTimersByTimeAsync(660_000);
    expect(await asked).toBe("timeout");
  });

  it("cancels by its signal, and does not hear what comes later", async () => {
    const aborter = new AbortController();
    const asked = codeOf(requestAssertion("{}", { signal: aborter.signal }));
    answer({ type: "started" });
    aborter.abort();
    expect(await asked).toBe("cancelled");
    expect(posted.map(({ type }) => type)).toEqual(["request", "cancel"]);
    expect(new Set(posted.map(({ id }) => id)).size).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("says nothing when its signal was aborted before", async () => {
    expect(await codeOf(requestAssertion("{}", { signal: AbortSignal.abort() }))).toBe("cancelled");
    expect(posted).toEqual([]);
  });
});
