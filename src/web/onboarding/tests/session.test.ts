import { LineError } from "@linekeeper/client";
import { beforeEach, expect, test, vi } from "vitest";

import { Session, type Opening } from "../src/session.ts";
import { FakeLine } from "./line.ts";
import { connected, pairing, parked, picture, textOf, withCode, withQr } from "./salon.ts";

const OPENING: Opening = { company: "997441", token: "a.b.c", service: "https://wa.example", by: "qr", chosen: false };

class Storage {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
}

let storage: Storage;
let lines: FakeLine[];
let session: Session;
/** Whether the service answers. */
let isThere: boolean;
let looks: string[];

const line = (): FakeLine => lines.at(-1)!;
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

beforeEach(() => {
  storage = new Storage();
  vi.stubGlobal("sessionStorage", storage);
  lines = [];
  session = new Session(
    (options) => {
      lines.push(new FakeLine(options));
      return line().line;
    },
    () => undefined,
    (service) => {
      looks.push(service);
      return Promise.resolve(isThere);
    },
  );
  isThere = true;
  looks = [];
});

function fails(times: number): void {
  for (let time = 0; time < times; time += 1) {
    line().says("connection", { state: "connecting" });
    line().says("connection", { state: "waiting", nextAttemptAt: 5 });
  }
}

function begun(changes: Partial<Opening> = {}): Session {
  session.begin({ ...OPENING, ...changes });
  line().opens();
  line().shows(picture());
  return session;
}

test("a line is opened to the service with the token, and to nobody without a company", () => {
  begun();
  expect(line().options).toEqual({ company: "997441", token: "a.b.c", url: "https://wa.example" });
  expect(line().connected).toBe(true);
  session.begin(null);
  expect([lines.length, line().closed, session.model.company]).toEqual([1, true, null]);
});

test("without a token the visit to the dashboard counts", () => {
  begun({ token: null });
  expect(line().options).not.toHaveProperty("token");
});

test("of a line that was left nothing is heard any more", () => {
  begun();
  const left = line();
  begun({ company: "2" });
  left.shows(withCode());
  expect([session.model.company, session.model.code]).toEqual(["2", null]);
});

test("the answer to a question of before is for nobody", async () => {
  begun().requestQr();
  const left = line();
  begun({ company: "2" });
  session.requestQr();
  left.asked[0]!.answer(null);
  await settled();
  expect(session.model.pending?.what).toBe("qr");
});

test("a number that a code is asked for is remembered in this tab, as it was typed", () => {
  begun().requestCode("+79006464263", "8 900 646-42-63");
  expect([line().asked[0]?.what, line().asked[0]?.with]).toEqual(["code", "+79006464263"]);
  expect([...storage.kept]).toEqual([["linekeeper.asked.997441", "8 900 646-42-63"]]);
  begun();
  expect([session.model.typed, session.model.by]).toEqual(["8 900 646-42-63", "code"]);
});

test("a page without storage works all the same", () => {
  vi.stubGlobal("sessionStorage", undefined);
  begun().requestCode("+79006464263", "8 900 646-42-63");
  expect(session.model.pending?.what).toBe("code");
});

test("one thing is asked at a time, and nothing on a line that is not open", () => {
  begun().requestQr();
  session.reset();
  session.requestCode("+79006464263", "8 900");
  expect(line().asked.map(({ what }) => what)).toEqual(["qr"]);
  line().says("connection", { state: "waiting", nextAttemptAt: 5 });
  session.requestQr();
  session.cancel();
  expect(line().asked).toHaveLength(1);
  expect(session.model.line).toEqual({ state: "waiting", retryAt: 5, lost: true, shutOut: false, isFresh: false });
});

test("a line that never opens though the service answers is refused, and one that opens is not any more", async () => {
  session.begin(OPENING);
  fails(1);
  await settled();
  expect([looks, session.model.line.shutOut]).toEqual([[], false]);
  fails(1);
  await settled();
  fails(2);
  await settled();
  expect([looks, session.model.line.shutOut]).toEqual([["https://wa.example"], true]);
  line().opens();
  expect(session.model.line.shutOut).toBe(false);
});

test("a service that does not answer refuses nobody", async () => {
  isThere = false;
  session.begin(OPENING);
  fails(3);
  await settled();
  expect([looks.length, session.model.line.shutOut]).toEqual([2, false]);
  isThere = true;
  fails(1);
  await settled();
  expect(session.model.line.shutOut).toBe(true);
});

test("our own page is never told that it is not welcome", async () => {
  vi.stubGlobal("location", new URL("https://wa.example/connect"));
  for (const service of ["https://wa.example", "https://wa.example/", "https://wa.example/wa"]) {
    session.begin({ ...OPENING, service });
    fails(3);
    await settled();
    expect(looks, service).toEqual([]);
  }
  // A page in a sandboxed frame has an opaque origin.
  vi.stubGlobal("location", new URL("about:srcdoc"));
  session.begin(OPENING);
  fails(2);
  await settled();
  expect(looks).toEqual(["https://wa.example"]);
});

test("a line that was open is lost, not refused", async () => {
  begun();
  fails(3);
  await settled();
  expect(looks).toEqual([]);
});

test("giving up is possible while something is asked for, once", () => {
  begun().requestQr();
  session.cancel();
  session.cancel();
  expect(line().asked.map(({ what }) => what)).toEqual(["qr", "cancel"]);
});

test("what is refused is told", async () => {
  begun().requestCode("+79006464263", "8 900");
  line().asked[0]!.refuse(
    new LineError({ code: "RATE_LIMITED", text: textOf("RATE_LIMITED"), userAction: "wait", retryAfterMs: 5 }),
  );
  await settled();
  expect(session.model.notice).toMatchObject({ done: false, code: "RATE_LIMITED", action: "wait", waitMs: 5 });
});

test("another code is asked for when the answered one is given up", async () => {
  begun();
  line().shows(withCode({ pairing: pairing({ phoneAnswered: true }) }));
  session.renewCode("+79006464263", "+7 900 646-42-63");
  expect(line().asked.map(({ what }) => what)).toEqual(["cancel"]);
  line().asked[0]!.answer(undefined);
  await settled();
  expect(line().asked.map(({ what, with: number }) => [what, number])).toEqual([
    ["cancel", undefined],
    ["code", "+79006464263"],
  ]);
});

test("a number is changed only when that is said", async () => {
  begun().requestCode("+79161234567", "8 916");
  const refused = { code: "PHONE_MISMATCH", text: textOf("PHONE_MISMATCH"), userAction: "change_number" } as const;
  line().asked[0]!.refuse(new LineError({ ...refused, storedPhone: "7900•••••63" }));
  await settled();
  expect([session.model.change, line().asked.length]).toEqual([{ stored: "7900•••••63" }, 1]);
  session.keep();
  expect([session.model.change, line().asked.length]).toEqual([null, 1]);
});

test("a reset says in both languages that it is done", async () => {
  begun().reset();
  line().asked[0]!.answer({ message: { ru: "Сброшено", en: "Reset" } });
  await settled();
  expect(session.model.notice).toEqual({ done: true, message: { ru: "Сброшено", en: "Reset" } });
});

test("a session that is parked says why", () => {
  begun();
  line().shows(parked("BANNED", "contact_support"));
  expect(session.model.status?.notice?.code).toBe("BANNED");
});

test("whoever is turned away is told whether the link has run out", () => {
  for (const [reason, refusal] of [
    ["expired", "expired"],
    ["unauthorized", "over"],
    ["forbidden", "over"],
  ] as const) {
    begun();
    line().says("connection", { state: "closed", reason, detail: "" });
    expect(session.model.refusal).toBe(refusal);
  }
});

test("a newer token keeps the line; where it has ended, another one is needed", () => {
  begun();
  expect(session.renew("d.e.f")).toBe(true);
  expect(line().tokens).toEqual(["d.e.f"]);
  line().says("connection", { state: "closed", reason: "unauthorized", detail: "" });
  expect(session.renew("g.h.i")).toBe(false);
});

test("on a computer the QR is requested as soon as it is known that nothing is linked, once", () => {
  begun({ onPhone: false });
  session.passes(0, true);
  session.passes(1, true);
  expect(line().asked.map(({ what }) => what)).toEqual(["qr"]);
  expect([session.model.by, session.model.chosen]).toEqual(["qr", false]);
  line().shows(withQr());
  void session.cancel();
  line().shows(picture());
  session.passes(2, true);
  expect(line().asked.map(({ what }) => what)).toEqual(["qr", "cancel"]);
});

test("a QR at once is for a page in front, by QR, before anything else", () => {
  begun({ onPhone: false });
  session.passes(0, false);
  expect(line().asked).toEqual([]);
  session.passes(1, true);
  expect(line().asked.map(({ what }) => what)).toEqual(["qr"]);
  for (const opening of [{ onPhone: false, by: "code" }, { onPhone: true }] as const) {
    begun(opening);
    session.passes(0, true);
    expect(line().asked).toEqual([]);
  }
});

test("a line, a pairing, a failure to read first and the way one ended leave the QR alone", () => {
  const lastFailure = (code: string) => picture({ lastFailure: { code } } as Parameters<typeof picture>[0]);
  const seen = [
    connected(),
    connected({ state: "reconnecting" }),
    withCode(),
    parked("LOGGED_OUT", "retry"),
    parked("DISCONNECTED", "retry", { linked: true }),
    parked("REMOVED_AFTER_LINK", "wait"),
    lastFailure("REMOVED_AFTER_LINK"),
    lastFailure("BANNED"),
  ];
  for (const each of seen) {
    session.begin({ ...OPENING, onPhone: false });
    line().opens();
    session.passes(0, true);
    line().shows(each);
    session.passes(1, true);
    line().shows(picture());
    session.passes(2, true);
    expect(line().asked, each.status.state).toEqual([]);
  }
});

test("at the screen to which a phone has sent its owner the QR is there at once", () => {
  const lastFailure = { code: "CODE_EXPIRED" };
  const seen = [
    parked("LINKING_UNAVAILABLE", "use_qr"),
    parked("RATE_LIMITED", "wait", { retryAfterMs: 60_000 }),
    parked("CODE_EXPIRED", "retry"),
    picture({ lastFailure } as Parameters<typeof picture>[0]),
  ];
  for (const each of seen) {
    session.begin({ ...OPENING, onPhone: false });
    line().opens();
    line().shows(each);
    session.passes(1, true);
    expect(line().asked.map(({ what }) => what)).toEqual(["qr"]);
  }
});

test("without a token the page's own provider is asked before a line is opened", async () => {
  session.begin({ ...OPENING, token: null, provider: () => Promise.resolve("d.e.f") });
  expect(lines).toEqual([]);
  await settled();
  expect(line().options.token).toBe("d.e.f");
  session.begin({ ...OPENING, token: null, provider: () => Promise.reject(new Error("offline")) });
  await settled();
  expect([lines.length, session.model.refusal]).toEqual([1, "missing"]);
});

test("a token that has expired is replaced, and what was shown stays", async () => {
  begun({ provider: () => Promise.resolve("d.e.f") });
  line().shows(withCode());
  line().connected = false;
  line().says("connection", { state: "closed", reason: "expired", detail: "" });
  expect(session.model.refusal).toBeNull();
  await settled();
  expect([lines.length, line().tokens, line().connected]).toEqual([1, ["d.e.f"], true]);
  expect([session.model.code?.code, session.model.line.state]).toEqual(["ABCD-EFGH", "connecting"]);
});

test("a provider without another token leaves the link expired", async () => {
  begun({ provider: () => "a.b.c" });
  line().says("connection", { state: "closed", reason: "expired", detail: "" });
  await settled();
  expect(session.model.refusal).toBe("expired");
});

test("a provider's answer for a session that was left is not used", async () => {
  let give: (token: string) => void = () => undefined;
  begun({ provider: () => new Promise((come) => (give = come)) });
  const left = line();
  left.says("connection", { state: "closed", reason: "expired", detail: "" });
  session.begin({ ...OPENING, company: "2" });
  give("d.e.f");
  await settled();
  expect([left.tokens, line().tokens, session.model.refusal]).toEqual([[], [], null]);
});

test("without any token a refusal asks for the link", () => {
  session.begin({ ...OPENING, token: null });
  line().says("connection", { state: "closed", reason: "unauthorized", detail: "" });
  expect(session.model.refusal).toBe("missing");
});
