import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { PasskeyError } from "../src/error.ts";
import type { Outcome } from "../src/in-page.ts";
import { requestOptions } from "../src/options.ts";
import { type WhatsAppTab, assertionFrom } from "../src/run.ts";

const CHALLENGE = "D".repeat(43);
const OPTIONS = requestOptions(JSON.stringify({ challenge: CHALLENGE, rpId: "whatsapp.com", timeout: 60_000 }))!;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const CLIENT = { type: "webauthn.get", challenge: CHALLENGE, origin: "https://web.whatsapp.com" };
const ASSERTION = JSON.stringify({
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  response: {
    clientDataJSON: encoded(CLIENT),
    authenticatorData: Buffer.alloc(37).toString("base64url"),
    signature: "AAAA",
    userHandle: null,
  },
});

type Step = Outcome | "pending" | "gone" | "never";

/** Tab whose page gives these outcomes, one after the other. */
class FakeTab implements WhatsAppTab {
  close: () => void = () => {};
  readonly closed = new Promise<void>((resolve) => (this.close = resolve));
  readonly calls: string[] = [];
  readonly #steps: Step[];

  constructor(...steps: Step[]) {
    this.#steps = steps;
  }

  async loaded(): Promise<void> {
    this.calls.push("loaded");
  }

  async begin(): Promise<boolean> {
    this.calls.push("begin");
    return true;
  }

  outcome(): Promise<Outcome | "pending" | "gone"> {
    const step = this.#steps.shift() ?? "never";
    return step === "never" ? new Promise(() => {}) : Promise.resolve(step);
  }

  async leave(): Promise<void> {
    this.calls.push("leave");
  }
}

const run = (tab: WhatsAppTab, signal = new AbortController().signal): Promise<string> =>
  assertionFrom(tab, OPTIONS, signal).catch((error: PasskeyError) => error.code);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a request", () => {
  it("ends with the assertion, and leaves the tab", async () => {
    const tab = new FakeTab("pending", "pending", { assertion: ASSERTION });
    expect(await run(tab)).toBe(ASSERTION);
    expect(tab.calls).toEqual(["loaded", "begin", "leave"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ["NotAllowedError", "refused"],
    ["NotSupportedError", "unavailable"],
    ["SecurityError", "failed"],
    ["AbortError", "failed"],
    ["Error", "failed"],
  ])("ends after %s as %s", async (exception, code) => {
    const tab = new FakeTab({ exception });
    expect(await run(tab)).toBe(code);
    expect(tab.calls.at(-1)).toBe("leave");
  });

  it("ends as failed with an answer that is no assertion for it", async () => {
    expect(await run(new FakeTab({ assertion: ASSERTION.replace("AAAA", "AAAB") }))).toBe("failed");
    expect(await run(new FakeTab({ assertion: { toString: () => ASSERTION } as unknown as string }))).toBe("failed");
  });

  it("is put anew when the page reloads, three times at most", async () => {
    const twice = new FakeTab("gone", "pending", "gone", { assertion: ASSERTION });
    expect(await run(twice)).toBe(ASSERTION);
    const forever = new FakeTab("gone", "gone", "gone", { assertion: ASSERTION });
    expect(await run(forever)).toBe("unavailable");
    expect(forever.calls.filter((call) => call === "begin")).toHaveLength(3);
  });

  it("ends as timeout at the options' time", async () => {
    const tab = new FakeTab("never");
    const ended = run(tab);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(tab.calls).toEqual(["loaded", "begin"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await ended).toBe("timeout");
    expect(tab.calls.at(-1)).toBe("leave");
  });

  it("ends as tab-closed when the person closes the tab", async () => {
    const tab = new FakeTab("never");
    const ended = run(tab);
    tab.close();
    expect(await ended).toBe("tab-closed");
  });

  it("ends with the reason of its signal", async () => {
    const aborter = new AbortController();
    const tab = new FakeTab("never");
    const ended = run(tab, aborter.signal);
    aborter.abort("cancelled");
    expect(await ended).toBe("cancelled");
    expect(await run(new FakeTab("never"), aborter.signal)).toBe("cancelled");
  });

  it("ends with the error of a page that does not load", async () => {
    const tab = new FakeTab();
    tab.loaded = () => Promise.reject(new PasskeyError("unavailable"));
    expect(await run(tab)).toBe("unavailable");
    expect(tab.calls).toEqual(["leave"]);
  });
});
