import type { PasskeyErrorCode } from "@linekeeper/extension/page.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Helper, type Extension } from "../../src/passkey/helper.ts";
import type { HelperDevice } from "../../src/passkey/device.ts";
import type { PasskeyView } from "../../src/view.ts";

/** Extension under the test's control. Without it a question is answered when its time is over. */
class FakeExtension implements Extension {
  isThere = false;
  looks = 0;
  readonly asked: { options: string; signal: AbortSignal; signs(json: string): void; fails(code: string): void }[] = [];

  find = (timeout: number): Promise<object | null> => {
    this.looks += 1;
    if (this.isThere) return Promise.resolve({ version: "0.1.0" });
    return new Promise((done) => setTimeout(() => done(this.isThere ? { version: "0.1.0" } : null), timeout));
  };

  request = (options: string, { signal }: { signal: AbortSignal }): Promise<string> =>
    new Promise((signs, fails) => this.asked.push({ options, signal, signs, fails }));

  codeOf = (error: unknown): PasskeyErrorCode => error as PasskeyErrorCode;

  get last() {
    return this.asked.at(-1)!;
  }
}

let extension: FakeExtension;
let sent: string[];
/** Whether the socket is lost under the next answers. */
let isLost: boolean;
let finish: (() => void) | null;

beforeEach(() => {
  vi.useFakeTimers();
  extension = new FakeExtension();
  sent = [];
  isLost = false;
  finish = null;
});
afterEach(() => vi.useRealTimers());

const open = (fields: Partial<PasskeyView> = {}): PasskeyView => ({
  ...{ challengeId: "challenge-1", options: "{}", code: null, left: 600_000, mayAnswer: true, isSending: false },
  ...fields,
});

function aHelper(device: HelperDevice = "chromium", isFound = true): Helper {
  extension.isThere = isFound;
  const owner = {
    changed: () => undefined,
    answer: (challengeId: string, json: string) => {
      sent.push(`${challengeId} ${json}`);
      return new Promise<boolean>((done) => (finish = () => done(isLost)));
    },
  };
  return new Helper(extension, owner, { device, isFound });
}

const turn = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe("looking for the extension", () => {
  test("goes on each second until it is there", async () => {
    const helper = aHelper("chromium", false);
    expect(helper.state).toBe("looking");
    helper.follow(open(), true);
    await vi.advanceTimersByTimeAsync(1000);
    expect([helper.state, extension.looks]).toEqual(["absent", 2]);
    helper.follow(open(), true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(extension.looks).toBe(4);
    extension.isThere = true;
    await vi.advanceTimersByTimeAsync(1000);
    expect(helper.state).toBe("ready");
    await vi.advanceTimersByTimeAsync(5000);
    expect(extension.looks).toBe(4);
  });

  test("ends with the challenge, and begins again with the next", async () => {
    const helper = aHelper("firefox", false);
    helper.follow(open(), true);
    helper.follow(null, true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(extension.looks).toBe(1);
    helper.follow(open({ challengeId: "challenge-2" }), true);
    expect(extension.looks).toBe(2);
  });

  test("is not done where it cannot be, nor without the right", async () => {
    for (const device of ["phone", "framed", "other"] as const) {
      const helper = aHelper(device, false);
      helper.follow(open(), true);
      expect([helper.state, extension.looks]).toEqual(["absent", 0]);
    }
    aHelper("chromium", false).follow(open({ mayAnswer: false }), true);
    expect(extension.looks).toBe(0);
  });

  test("by a person says when it is still absent", async () => {
    const helper = aHelper("chromium", false);
    helper.follow(open(), true);
    await vi.advanceTimersByTimeAsync(1000);
    void helper.lookAgain();
    await vi.advanceTimersByTimeAsync(1000);
    expect(helper.isStillAbsent).toBe(true);
    extension.isThere = true;
    await helper.lookAgain();
    expect([helper.isStillAbsent, helper.state]).toEqual([false, "ready"]);
  });
});

describe("an assertion", () => {
  test("is handed over for the challenge that it answers", async () => {
    const helper = aHelper();
    helper.follow(open({ options: '{"challenge":"x"}' }), true);
    void helper.ask();
    expect([helper.state, extension.last.options]).toEqual(["asking", '{"challenge":"x"}']);
    extension.last.signs("signed");
    await turn();
    expect(helper.state).toBe("sending");
    helper.follow(open(), true);
    await turn();
    expect(sent).toEqual(["challenge-1 signed"]);
    finish!();
    await turn();
    expect(helper.state).toBe("ready");
  });

  test("is asked for once however often the button is pressed", async () => {
    const helper = aHelper();
    helper.follow(open(), true);
    void helper.ask();
    void helper.ask();
    extension.last.signs("signed");
    await turn();
    void helper.ask();
    expect(extension.asked.length).toBe(1);
  });

  test("waits for the connection, and is sent once", async () => {
    const helper = aHelper();
    helper.follow(open(), true);
    void helper.ask();
    helper.follow(open(), false);
    extension.last.signs("signed");
    await turn();
    helper.follow(open(), false);
    expect([helper.state, sent]).toEqual(["sending", []]);
    helper.follow(open(), true);
    helper.follow(open(), true);
    await turn();
    expect(sent.length).toBe(1);
  });

  test("is sent again when the socket was lost under it", async () => {
    const helper = aHelper();
    helper.follow(open(), true);
    void helper.ask();
    extension.last.signs("signed");
    await turn();
    isLost = true;
    helper.follow(open(), true);
    await turn();
    finish!();
    await turn();
    isLost = false;
    helper.follow(open(), true);
    await turn();
    expect(sent).toEqual(["challenge-1 signed", "challenge-1 signed"]);
    finish!();
    await turn();
    helper.follow(open(), true);
    expect(sent.length).toBe(2);
  });

  test("is dropped when its challenge is replaced before it is sent", async () => {
    const helper = aHelper();
    helper.follow(open(), false);
    void helper.ask();
    extension.last.signs("signed");
    await turn();
    helper.follow(open({ challengeId: "challenge-2" }), true);
    await turn();
    expect([helper.state, sent]).toEqual(["ready", []]);
  });

  test("is dropped when its challenge is replaced as it is being sent", async () => {
    const helper = aHelper();
    helper.follow(open(), false);
    void helper.ask();
    extension.last.signs("signed");
    await turn();
    helper.follow(open(), true);
    helper.follow(open({ challengeId: "challenge-2" }), true);
    await turn();
    expect([helper.state, sent]).toEqual(["ready", []]);
  });

  test("that was answered in another tab is not sent", async () => {
    const helper = aHelper();
    helper.follow(open(), true);
    void helper.ask();
    helper.follow(open({ challengeId: null, options: null }), true);
    expect(extension.last.signal.aborted).toBe(true);
    extension.last.signs("signed");
    await turn();
    helper.follow(open({ challengeId: null, options: null }), true);
    await turn();
    expect([sent, helper.wasReplaced]).toEqual([[], false]);
  });
});

describe("a request of the extension", () => {
  test("is aborted when the challenge is replaced under it", async () => {
    const helper = aHelper();
    helper.follow(open(), true);
    void helper.ask();
    const first = extension.last;
    helper.follow(open({ challengeId: "challenge-2" }), true);
    expect([first.signal.aborted, helper.wasReplaced, helper.state]).toEqual([true, true, "ready"]);
    first.signs("late");
    await turn();
    helper.follow(open({ challengeId: "challenge-2" }), true);
    await turn();
    expect(sent).toEqual([]);
    void helper.ask();
    expect([helper.wasReplaced, extension.asked.length]).toEqual([false, 2]);
  });

  test("that is stopped is no failure", async () => {
    const helper = aHelper();
    helper.follow(open(), true);
    void helper.ask();
    helper.stop();
    extension.last.fails("cancelled");
    await turn();
    expect([extension.last.signal.aborted, helper.state, helper.failure]).toEqual([true, "ready", null]);
  });

  test("goes on while the connection is lost", () => {
    const helper = aHelper();
    helper.follow(open(), true);
    void helper.ask();
    helper.follow(open(), false);
    expect([extension.last.signal.aborted, helper.state]).toEqual([false, "asking"]);
  });

  const codes = [
    ...["origin-not-allowed", "invalid-request", "busy", "cancelled", "refused", "timeout", "tab-closed"],
    ...["unavailable", "interrupted", "failed"],
  ];
  test.each(codes)("that fails with %s can be made again", async (code) => {
    const helper = aHelper();
    helper.follow(open(), true);
    void helper.ask();
    extension.last.fails(code);
    await turn();
    expect([helper.state, helper.failure]).toEqual(["ready", code]);
    void helper.ask();
    expect([helper.state, helper.failure]).toEqual(["asking", null]);
  });

  test("that nobody takes looks for the extension again", async () => {
    const helper = aHelper();
    helper.follow(open(), true);
    void helper.ask();
    extension.isThere = false;
    extension.last.fails("not-found");
    await turn();
    expect([helper.state, helper.failure]).toEqual(["looking", "not-found"]);
    helper.follow(open(), true);
    await vi.advanceTimersByTimeAsync(1000);
    expect([helper.state, helper.failure]).toEqual(["absent", "not-found"]);
  });

  test("is not made without an open challenge", () => {
    const helper = aHelper();
    for (const view of [null, open({ options: null }), open({ mayAnswer: false })]) {
      helper.follow(view, true);
      void helper.ask();
    }
    expect(extension.asked).toEqual([]);
  });
});
