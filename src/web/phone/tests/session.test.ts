import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Answer, Phone, PhoneApi } from "../src/api.ts";
import type { PictureQr } from "../src/picture.ts";
import { SentTexts } from "../src/sent.ts";
import { PhoneSession } from "../src/session.ts";
import { NUMBER, OTHER, device, now, passkeyLinking, phone, seconds, sentMessage, taken } from "./pieces.ts";

const refused = { ok: false, error: "wrong_code", message: "" } as const;
const linked = { ok: true, value: { device: device(1).device } } as const;

/** Creates a phone with the given answers. */
function world(answers: Partial<PhoneApi> = {}, picture: PictureQr = { text: "2@picture" }) {
  const api = {
    look: vi.fn<PhoneApi["look"]>(async () => ({ ok: true, value: phone() })),
    rename: vi.fn<PhoneApi["rename"]>(async () => ({ ok: true, value: phone() })),
    enterCode: vi.fn<PhoneApi["enterCode"]>(answers.enterCode ?? (async () => linked)),
    scan: vi.fn<PhoneApi["scan"]>(answers.scan ?? (async () => linked)),
    unlink: vi.fn<PhoneApi["unlink"]>(async () => ({ ok: true, value: { unlinked: [] } })),
    sendFile: vi.fn<PhoneApi["sendFile"]>(async () => ({ ok: true, value: { id: "3B", devices: 1 } })),
    sentMessages: vi.fn<PhoneApi["sentMessages"]>(
      answers.sentMessages ?? (async () => ({ ok: true, value: { messages: [] } })),
    ),
    takenMessages: vi.fn<PhoneApi["takenMessages"]>(
      answers.takenMessages ?? (async () => ({ ok: true, value: { messages: [] } })),
    ),
    openChat: vi.fn<PhoneApi["openChat"]>(async () => ({ ok: true, value: { read: 1 } })),
    send: vi.fn<PhoneApi["send"]>(async () => ({ ok: true, value: { id: "3A", devices: 1 } })),
    demandPasskey: vi.fn<PhoneApi["demandPasskey"]>(async () => ({ ok: true, value: phone() })),
    makeAssertion: vi.fn<PhoneApi["makeAssertion"]>(async () => ({ ok: true, value: { id: "AAAA" } })),
    confirmPasskey: vi.fn<PhoneApi["confirmPasskey"]>(
      answers.confirmPasskey ?? (async () => ({ ok: true, value: null })),
    ),
    refusePasskey: vi.fn<PhoneApi["refusePasskey"]>(async () => ({ ok: true, value: null })),
  };
  const copied: string[] = [];
  if (answers.look !== undefined) api.look.mockImplementation(answers.look);
  const session = new PhoneSession(
    {
      api: () => api,
      sent: (number) => new SentTexts(number, null),
      readPicture: async () => picture,
      copy: async (text) => copied.push(text) > 0,
      now: () => now.getTime(),
    },
    () => undefined,
  );
  return { api, session, copied };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a code is sent plain; the phone shows its devices and says that it is linked, for a while", async () => {
  const { api, session } = world();
  await session.take(NUMBER);
  session.go({ at: "code" });
  await session.enterCode("abcd-9fgh");
  expect(api.enterCode).toHaveBeenCalledWith("ABCD9FGH");
  expect(session.state).toMatchObject({ doing: null, said: { key: "linked" }, place: { at: "devices" } });
  vi.advanceTimersByTime(6000);
  expect(session.state.said).toBeNull();
});

test("what cannot be right is not asked", async () => {
  const { api, session } = world();
  await session.take(NUMBER);
  await session.enterCode("abc");
  expect(session.state.problem).toEqual({ key: "codeInvalid" });
  await session.scan("  ");
  expect(session.state.problem).toEqual({ key: "scanInvalid" });
  await session.send("12", "hello");
  expect(session.state.problem).toEqual({ key: "numberInvalid" });
  await session.send(OTHER, " \n");
  expect(session.state.problem).toEqual({ key: "textInvalid" });
  for (const ask of [api.enterCode, api.scan, api.send]) expect(ask).not.toHaveBeenCalled();
});

test("a refusal leaves one where one was", async () => {
  const { session } = world({ enterCode: async () => refused });
  await session.take(NUMBER);
  session.go({ at: "code" });
  await session.enterCode("ABCD9FGH");
  expect(session.state).toMatchObject({ doing: null, problem: { key: "wrongCode" }, place: { at: "code" } });
});

test("one thing is done at a time", async () => {
  let answer: (answer: Answer<{ device: string }>) => void = () => undefined;
  const { api, session } = world({ scan: () => new Promise((resolve) => (answer = resolve)) });
  await session.take(NUMBER);
  const first = session.scan("2@a");
  expect(session.state.doing).toBe("linking");
  await session.unlink(null);
  expect(api.unlink).not.toHaveBeenCalled();
  answer(linked);
  await first;
  expect(session.state.doing).toBeNull();
});

test("the answer to a phone that was put away is dropped", async () => {
  let answer: (answer: Answer<{ device: string }>) => void = () => undefined;
  const asked = world({ scan: () => new Promise((resolve) => (answer = resolve)) });
  const session = new PhoneSession(
    {
      api: (number) => (number === NUMBER ? asked.api : world().api),
      sent: (number) => new SentTexts(number, null),
      readPicture: async () => ({ text: "" }),
      copy: async () => false,
      now: () => 0,
    },
    () => undefined,
  );
  await session.take(NUMBER);
  const scan = session.scan("2@a");
  await session.take(OTHER);
  answer(linked);
  await scan;
  expect(session.state).toMatchObject({ number: OTHER, said: null, place: { at: "chats" } });
});

test("only the newest look counts", async () => {
  const waiting: ((answer: Answer<Phone>) => void)[] = [];
  const { session } = world({ look: () => new Promise((resolve) => waiting.push(resolve)) });
  const older = session.take(NUMBER);
  const newer = session.look();
  waiting[1]?.({ ok: true, value: phone({ pushName: "new" }) });
  waiting[0]?.({ ok: false, error: null, message: "" });
  await Promise.all([older, newer]);
  expect(session.state).toMatchObject({ unseen: false, phone: { pushName: "new" } });
});

test("a picture's QR is scanned; a picture without one is said", async () => {
  const { api, session } = world();
  await session.take(NUMBER);
  await session.scanPicture(new Blob());
  expect(api.scan).toHaveBeenCalledWith("2@picture");
  const empty = world({}, { problem: "pictureNone" });
  await empty.session.take(NUMBER);
  await empty.session.scanPicture(new Blob());
  expect(empty.session.state).toMatchObject({ doing: null, problem: { key: "pictureNone" } });
});

test("a text that was sent opens its chat and is remembered", async () => {
  const { api, session } = world();
  await session.take(NUMBER);
  await session.send("+7 916 123-45-67", "hello");
  expect(api.send).toHaveBeenCalledWith(OTHER, "hello");
  expect(session.state.place).toEqual({ at: "chat", peer: OTHER });
  expect(session.state.sent).toEqual([{ to: OTHER, id: "3A", text: "hello", at: seconds(now), devices: 1 }]);
});

test("unlinking and renaming say that they worked", async () => {
  const { session } = world();
  await session.take(NUMBER);
  await session.unlink(device(1).device);
  expect(session.state.said).toEqual({ key: "unlinked" });
  await session.unlink(null);
  expect(session.state.said).toEqual({ key: "unlinkedAll" });
  await session.rename({ pushName: "Anna", businessName: "" });
  expect(session.state.said).toEqual({ key: "saved" });
});

test("a passkey is answered, copied and confirmed while the linking goes on", async () => {
  let ended: (answer: Answer<{ device: string }>) => void = () => undefined;
  const { api, session, copied } = world({
    scan: () => new Promise((resolve) => (ended = resolve)),
    look: async () => ({ ok: true, value: phone({ passkeyLinking: passkeyLinking() }) }),
  });
  await session.take(NUMBER);
  const scan = session.scan("2@a");
  await session.makeAssertion();
  expect(copied).toEqual(['{"id":"AAAA"}']);
  expect(session.state).toMatchObject({ doing: "linking", assertion: { json: '{"id":"AAAA"}', isCopied: true } });
  await session.confirmPasskey();
  await session.refusePasskey();
  expect(api.confirmPasskey).toHaveBeenCalledOnce();
  expect(api.refusePasskey).toHaveBeenCalledOnce();
  expect(session.state).toMatchObject({ doing: "linking", isAnswering: false, problem: null });
  ended({ ok: false, error: "passkey_refused", message: "" });
  await scan;
  expect(session.state).toMatchObject({ doing: null, problem: { key: "passkeyRefused" } });
});

test("a step that is refused is said, and the linking goes on", async () => {
  const late = { ok: false, error: "no_passkey_linking", message: "" } as const;
  const { session } = world({ scan: () => new Promise(() => undefined), confirmPasskey: async () => late });
  await session.take(NUMBER);
  void session.scan("2@a");
  await session.confirmPasskey();
  expect(session.state).toMatchObject({ doing: "linking", isAnswering: false, problem: { key: "noPasskeyLinking" } });
});

test("the demand for a passkey is switched", async () => {
  const { api, session } = world();
  await session.take(NUMBER);
  await session.demandPasskey("with-options");
  expect(api.demandPasskey).toHaveBeenCalledWith("with-options");
  expect(session.state.said).toEqual({ key: "saved" });
});

test("messages of devices are read in pages, and an open chat is read at once", async () => {
  const messages = [taken(7), taken(8, { from: NUMBER, chat: OTHER })];
  const takenMessages = vi.fn<PhoneApi["takenMessages"]>(async () => ({ ok: true, value: { messages } }));
  const { api, session } = world({ takenMessages });
  await session.take(NUMBER);
  expect(session.state.messages.taken.map(({ seq }) => seq)).toEqual([7, 8]);
  expect(api.openChat).not.toHaveBeenCalled();
  session.go({ at: "chat", peer: OTHER });
  expect(api.openChat).toHaveBeenCalledWith(OTHER);
  messages.push(taken(9, { read: true }));
  await session.look();
  expect(takenMessages.mock.calls.map(([after]) => after)).toEqual([0, 6]);
  expect(session.state.messages.taken.map(({ seq }) => seq)).toEqual([7, 8, 9]);
});

test("logs that cannot be read stay as they were", async () => {
  let works = true;
  const sentMessages: PhoneApi["sentMessages"] = async () =>
    works ? { ok: true, value: { messages: [sentMessage(1)] } } : { ok: false, error: null, message: "" };
  const { session } = world({ sentMessages });
  await session.take(NUMBER);
  works = false;
  await session.look();
  expect(session.state.messages.sent.map(({ seq }) => seq)).toEqual([1]);
});

test("a picture is sent as an image, anything else as a document, and nothing that is too large", async () => {
  const { api, session } = world();
  await session.take(NUMBER);
  await session.sendFile(OTHER, new File(["abc"], "a.png", { type: "image/png" }));
  await session.sendFile(OTHER, new File(["abc"], "price.pdf"));
  expect(api.sendFile.mock.calls).toEqual([
    [OTHER, { type: "image", file: "YWJj", mimetype: "image/png" }],
    [OTHER, { type: "document", file: "YWJj", mimetype: "application/octet-stream", fileName: "price.pdf" }],
  ]);
  await session.sendFile(OTHER, new File([new Uint8Array(8 * 1024 * 1024 + 1)], "large.png", { type: "image/png" }));
  expect(session.state.problem).toEqual({ key: "fileTooLarge" });
  expect(api.sendFile).toHaveBeenCalledTimes(2);
});
