// @vitest-environment happy-dom

import { LineError, type ErrorCode, type Line, type LivePasskey, type Picture } from "@linekeeper/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { choose } from "../src/language.ts";
import { isPossible } from "../src/model/session-actions.ts";
import { STATES, isPairing } from "../src/model/states.ts";
import { Confirm } from "../src/parts/confirm.ts";
import { changeSection } from "../src/parts/change.ts";
import { PairDialog } from "../src/parts/pair-dialog.ts";
import { Passkey } from "../src/parts/passkey.ts";
import { statusCard } from "../src/parts/status.ts";
import { render } from "lit";

customElements.define("lk-passkey", Passkey);
customElements.define("lk-confirm", Confirm);
customElements.define("lk-pair-dialog", PairDialog);

const NOW = Date.UTC(2026, 10, 28);
const at = (ms: number): string => new Date(NOW + ms).toISOString();
const OPTIONS = { challenge: "Y".repeat(43), rpId: "whatsapp.com", timeout: 600_000, userVerification: "required" };

let part: Passkey;
let asked: string[];
let outcomes: (() => Promise<void>)[];
/** Whether the extension answers; ids of its requests, and of those that the page has cancelled. */
let isThere: boolean;
let requests: string[];
let cancelled: string[];

function ask(what: string): Promise<void> {
  asked.push(what);
  return outcomes.shift()?.() ?? Promise.resolve();
}

const line = {
  serverNow: () => Date.now(),
  on: () => () => undefined,
  answerPasskey: (id: string, assertion: unknown) => ask(`answer ${id} ${String(assertion)}`),
  confirmPasskey: (id: string) => ask(`confirm ${id}`),
  cancelPairing: () => ask("cancel"),
} as unknown as Line;

function live(fields: Partial<LivePasskey> = {}): LivePasskey {
  const common = { challengeId: "challenge-1", options: OPTIONS, code: null, expiresAt: at(600_000) };
  return { ...common, mayAnswer: true, ...fields };
}

function picture(livePasskey: LivePasskey | null, state = "waiting_for_passkey", fields: object = {}): Picture {
  const pairing = { method: "code", phoneAnswered: true, attempt: 1, passkeyExpiresAt: at(600_000) };
  const status = { companyId: "997441", state, linked: false, pairing, userAction: "none", since: at(0), ...fields };
  return { status, liveCode: null, liveQr: null, livePasskey, at: NOW } as unknown as Picture;
}

function refusal(code: string): Promise<never> {
  const text = { ru: "Нельзя", en: "Not so" };
  return Promise.reject(new LineError({ code: code as ErrorCode, text, userAction: "retry" }));
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  choose("en");
  [asked, outcomes, requests, cancelled, isThere] = [[], [], [], [], false];
  vi.spyOn(window, "postMessage").mockImplementation((data: unknown) => {
    const { type, id } = data as { type: string; id: string };
    if (!isThere) return;
    if (type === "find") says({ id, type: "found", version: "0.1.0" });
    if (type === "request") requests.push(id);
    if (type === "cancel") cancelled.push(id);
  });
});

afterEach(() => {
  part.remove();
  vi.useRealTimers();
  choose("ru");
});

/** Posts a message as the extension. */
function says(message: object): void {
  const data = { channel: "linekeeper-passkey", v: 1, from: "extension", ...message };
  queueMicrotask(() => window.dispatchEvent(Object.assign(new Event("message"), { data, source: window })));
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((done) => setImmediate(done));
    await part.updateComplete;
  }
}

async function shown(first: Picture): Promise<void> {
  part = document.createElement("lk-passkey") as Passkey;
  Object.assign(part, { line, picture: first });
  document.body.append(part);
  await settled();
}

async function sees(next: Picture): Promise<void> {
  part.picture = next;
  await settled();
}

const find = <E extends HTMLElement>(selector: string): E | null => part.shadowRoot!.querySelector<E>(selector);
const said = (): string => part.shadowRoot!.textContent!.replace(/\s+/g, " ");

async function presses(selector: string): Promise<void> {
  find(selector)!.click();
  await settled();
}

async function sends(assertion: string): Promise<void> {
  find<HTMLTextAreaElement>("textarea")!.value = assertion;
  find("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
}

describe("by hand", () => {
  test("the snippet has the options, and the assertion is sent as typed", async () => {
    await shown(picture(live()));
    expect(find("pre")!.textContent).toContain(`"challenge":"${OPTIONS.challenge}"`);
    expect(find("details")!.hasAttribute("open")).toBe(true);
    expect(part.shadowRoot!.querySelectorAll("ol li").length).toBe(5);
    expect(find("ol li:first-child pre"), "the text is where it is to be copied").not.toBeNull();
    expect(said()).toContain("10:00 left");
    await sends('  {"id":"cred"}\n');
    expect(asked).toEqual(['answer challenge-1 {"id":"cred"}']);
  });

  test.each([
    { ...OPTIONS, challenge: 5 },
    { ...OPTIONS, rpId: '"); alert(1); ("' },
    { ...OPTIONS, allowCredentials: "all" },
    { ...OPTIONS, extensions: { prf: {} } },
  ])("odd options get no snippet %#", async (options) => {
    await shown(picture(live({ options })));
    expect([find("pre"), find("textarea")]).toEqual([null, null]);
    expect(said()).toContain("it is not answered by hand");
  });

  test.each(["NO_PASSKEY_REQUESTED", "PASSKEY_OUTDATED", "PASSKEY_ALREADY_ANSWERED", "PASSKEY_INVALID", "FORBIDDEN"])(
    "a refusal with %s is shown, and the answer stays",
    async (code) => {
      outcomes = [() => refusal(code)];
      await shown(picture(live()));
      await sends("{}");
      expect(said()).toContain(code);
      expect(find<HTMLTextAreaElement>("textarea")!.value).toBe("{}");
      expect(find<HTMLButtonElement>("form button")!.disabled).toBe(false);
    },
  );

  test("what was typed goes with its challenge, and a late refusal too", async () => {
    let refuse: (error: unknown) => void = () => undefined;
    outcomes = [() => new Promise((_, reject) => (refuse = reject))];
    await shown(picture(live()));
    await sends('{"id":"old"}');
    await sees(picture(live({ challengeId: "challenge-2" })));
    expect(find<HTMLTextAreaElement>("textarea")!.value).toBe("");
    expect(said()).toContain("WhatsApp has sent a new request");
    refuse(new LineError({ code: "PASSKEY_OUTDATED", text: { ru: "", en: "Outdated" }, userAction: "retry" }));
    await settled();
    expect(said()).not.toContain("PASSKEY_OUTDATED");
  });

  test("markup in options is text", async () => {
    await shown(picture(live({ options: { ...OPTIONS, rpId: "<img src=x onerror=alert(1)>" } })));
    expect(part.shadowRoot!.querySelector("img")).toBeNull();
    await sees(picture(live({ options: null, code: "<b>x</b>" }), "confirming_passkey"));
    expect(part.shadowRoot!.querySelector("b")).toBeNull();
  });
});

describe("with the extension", () => {
  beforeEach(() => {
    isThere = true;
  });

  test("the answer is handed over, and the way by hand is folded", async () => {
    await shown(picture(live()));
    expect(find("details")!.hasAttribute("open")).toBe(false);
    await presses("[data-extension]");
    expect(said()).toContain("Confirm in the tab of web.whatsapp.com");
    says({ id: requests[0]!, type: "result", assertion: '{"id":"cred"}' });
    await settled();
    expect(asked).toEqual(['answer challenge-1 {"id":"cred"}']);
  });

  test("a challenge that is replaced meanwhile is not answered", async () => {
    await shown(picture(live()));
    await presses("[data-extension]");
    await sees(picture(live({ challengeId: "challenge-2" })));
    says({ id: requests[0]!, type: "result", assertion: "{}" });
    await settled();
    expect([cancelled.length, asked]).toEqual([1, []]);
  });

  test.each(["origin-not-allowed", "invalid-request", "busy", "refused", "timeout", "tab-closed", "unavailable"])(
    "a failure with %s has its sentence and can be tried again",
    async (code) => {
      await shown(picture(live()));
      await presses("[data-extension]");
      says({ id: requests[0]!, type: "error", code });
      await settled();
      expect(find("[role=alert]")!.textContent!.trim().length).toBeGreaterThan(15);
      await presses("[data-extension]");
      expect([requests.length, find("[role=alert]")]).toEqual([2, null]);
    },
  );

  test("a request that is stopped or left closes its tab", async () => {
    await shown(picture(live()));
    await presses("[data-extension]");
    await presses("[data-stop]");
    expect(cancelled.length).toBe(1);
    await presses("[data-extension]");
    part.remove();
    expect(cancelled.length).toBe(2);
  });

  test("one installed later is found when the operator is back", async () => {
    isThere = false;
    await shown(picture(live()));
    await vi.advanceTimersByTimeAsync(1000);
    isThere = true;
    window.dispatchEvent(new Event("focus"));
    await settled();
    expect(find("[data-extension]")).not.toBeNull();
  });
});

describe("the code", () => {
  test("is compared, then confirmed or cancelled", async () => {
    await shown(picture(live({ options: null, code: "ABCD-EFGH" }), "confirming_passkey"));
    expect([find(".big")!.textContent, find(".big")!.getAttribute("aria-label")]).toEqual([
      "ABCD-EFGH",
      "A B C D, E F G H",
    ]);
    await presses("[data-same]");
    await presses("[data-differ]");
    expect(asked).toEqual(["confirm challenge-1", "cancel"]);
  });

  test("that was confirmed before says so", async () => {
    outcomes = [() => refusal("PASSKEY_ALREADY_ANSWERED")];
    await shown(picture(live({ options: null, code: "ABCD-EFGH" }), "confirming_passkey"));
    await presses("[data-same]");
    expect(said()).toContain("PASSKEY_ALREADY_ANSWERED");
  });
});

test("an operator who may not answer is told so", async () => {
  await shown(picture(live({ mayAnswer: false })));
  expect([said(), find("textarea")]).toEqual([expect.stringContaining("sessions:write"), null]);
  await sees(picture(live({ mayAnswer: false, options: null, code: "ABCD-EFGH" }), "confirming_passkey"));
  expect([find("[data-same]"), find(".big")]).toEqual([null, null]);
});

test("an unreadable request and a check are told", async () => {
  await shown(picture(live({ options: null })));
  expect(said()).toContain("can't be read");
  await sees(picture(null, "checking_passkey"));
  expect(said()).toContain("check the answer");
  expect(said(), "of the spinner").not.toContain("Loading");
});

test("the dialog shows the passkey in place of code and QR", async () => {
  await shown(picture(live()));
  const dialog = document.createElement("lk-pair-dialog") as PairDialog;
  Object.assign(dialog, { line, picture: picture(live()), company: "997441" });
  document.body.append(dialog);
  await dialog.updateComplete;
  const root = dialog.shadowRoot!;
  expect([root.querySelector("lk-passkey") !== null, root.querySelector("#number")]).toEqual([true, null]);
  dialog.remove();
});

test("the status tells how long the passkey is awaited", async () => {
  await shown(picture(live()));
  const root = document.createElement("div");
  render(statusCard({ picture: picture(live()), restarts: 0, row: null, now: NOW }), root);
  expect(root.textContent!.replace(/\s+/g, " ")).toMatch(/Waiting for passkey.*Passkey awaited for 10:00/);
  const change = { state: "confirming_passkey", expiresAt: at(60_000), since: at(0), phoneAnswered: true };
  render(changeSection(picture(null, "connected", { linked: true, change }).status, NOW), root);
  expect(root.textContent!.replace(/\s+/g, " ")).toMatch(/code is compared with the phone's.*awaited for 1:00/);
});

test("states of a passkey are pairings that can be cancelled", async () => {
  await shown(picture(live()));
  const states = ["waiting_for_passkey", "checking_passkey", "confirming_passkey"] as const;
  expect(states.every((state) => STATES.includes(state) && isPairing(state))).toBe(true);
  const cancels = states.map((state) => isPossible("cancelPairing", picture(null, state, { pairing: null }).status));
  expect(cancels).toEqual([true, true, true]);
});
