import { expect, test } from "vitest";

import { initial, isAsked, next, parentOf, sectionOf, type Happening, type State } from "../src/model.ts";
import { NUMBER, OTHER, device, passkeyLinking, phone, text } from "./pieces.ts";

const after = (...events: Happening[]): State =>
  events.reduce(next, next(initial, { type: "took", number: NUMBER, sent: [] }));
const looked = (changes: Parameters<typeof phone>[0] = {}): Happening => ({ type: "looked", phone: phone(changes) });

test("another phone is picked up as if nothing had been", () => {
  const linking = after(looked(), { type: "went", place: { at: "code" } }, { type: "began", doing: "linking" });
  expect(next(linking, { type: "took", number: OTHER, sent: [] })).toEqual({ ...initial, number: OTHER });
});

test("a failed look is said until one succeeds, and what was seen stays", () => {
  const lost = after(looked(), { type: "unseen" });
  expect(lost).toMatchObject({ unseen: true, phone: phone() });
  expect(next(lost, looked())).toMatchObject({ unseen: false });
});

test("texts of the first look are read already, later ones are unread and said", () => {
  const first = after(looked({ texts: [text("1")] }));
  expect(first).toMatchObject({ unread: new Set(), said: null });
  const second = next(first, looked({ texts: [text("1"), text("2")] }));
  expect(second.unread).toEqual(new Set(["2"]));
  expect(second.said).toEqual({ key: "newText", parameters: { name: "+7 916 123-45-67" } });
});

test("a chat that is open is read at once, and opening one reads it", () => {
  const open = after(looked(), { type: "went", place: { at: "chat", peer: OTHER } }, looked({ texts: [text("1")] }));
  expect(open).toMatchObject({ unread: new Set(), said: null });
  const unread = after(looked(), looked({ texts: [text("1"), text("2", { from: "4915112345678" })] }));
  expect(next(unread, { type: "went", place: { at: "chat", peer: OTHER } }).unread).toEqual(new Set(["2"]));
});

test("notes to oneself are no news", () => {
  expect(after(looked(), looked({ texts: [text("1", { from: NUMBER })] }))).toMatchObject({
    unread: new Set(),
    said: null,
  });
});

test("a device that left by itself is said, one that we unlink is not", () => {
  const linked = after(looked({ devices: [device(1)] }));
  expect(next(linked, looked()).said).toEqual({ key: "deviceGone", parameters: { name: "Chrome (Linux)" } });
  const unlinking = next(linked, { type: "began", doing: "waiting" });
  expect(next(unlinking, looked()).said).toBeNull();
});

test("a text that comes while something is under way is unread and not said", () => {
  const linking = after(looked(), { type: "began", doing: "linking" }, looked({ texts: [text("1")] }));
  expect(linking).toMatchObject({ unread: new Set(["1"]), said: null });
});

test("a refusal stays until the next thing, a success is forgotten", () => {
  const refused = after(looked(), { type: "refused", problem: { key: "wrongCode" } }, { type: "forgot" }, looked());
  expect(refused.problem).toEqual({ key: "wrongCode" });
  expect(next(refused, { type: "went", place: { at: "camera" } }).problem).toBeNull();
  expect(next(refused, { type: "began", doing: "linking" }).problem).toBeNull();
  const done = after({ type: "done", said: { key: "linked" }, place: { at: "devices" } });
  expect(done).toMatchObject({ doing: null, said: { key: "linked" }, place: { at: "devices" } });
  expect(next(done, { type: "forgot" }).said).toBeNull();
});

test("back leads the way people came, to one of the three sections", () => {
  expect(parentOf({ at: "code" })).toEqual({ at: "camera" });
  expect(parentOf({ at: "camera" })).toEqual({ at: "devices" });
  expect(parentOf({ at: "devices" })).toBeNull();
  expect(sectionOf({ at: "paste" })).toBe("devices");
  expect(sectionOf({ at: "chat", peer: OTHER })).toBe("chats");
  expect(sectionOf({ at: "profile" })).toBe("profile");
});

test("the phone's answer to a challenge is dropped with the challenge", () => {
  const assertion = { json: "{}", isCopied: true };
  const answered = after(
    looked({ passkeyLinking: passkeyLinking() }),
    { type: "answering" },
    { type: "answered", assertion },
  );
  expect(answered).toMatchObject({ isAnswering: false, assertion });
  expect(next(answered, looked({ passkeyLinking: passkeyLinking() })).assertion).toEqual(assertion);
  const renewed = looked({ passkeyLinking: passkeyLinking({ options: { challenge: "c-2" } }) });
  expect(next(answered, renewed).assertion).toBeNull();
});

test("a linking with a passkey that another tab began is said at its end", () => {
  const asked = after(looked({ passkeyLinking: passkeyLinking() }));
  expect(isAsked(asked)).toBe(true);
  expect(next(asked, looked({ devices: [device(1)] })).said).toEqual({ key: "linked" });
  expect(next(asked, looked()).said).toEqual({ key: "notLinked" });
  expect(isAsked(next(asked, looked()))).toBe(false);
});
