import { expect, test } from "vitest";

import { sizeText } from "../src/files.ts";
import { hasUnread, merged, readAfter, tickOf } from "../src/messages.ts";
import { NUMBER, OTHER, sentMessage, taken } from "./pieces.ts";

const list = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => taken(from + index));

test("the newest messages are read again for their ticks, and all are kept up to a limit", () => {
  expect(readAfter([])).toBe(0);
  expect(readAfter(list(3, 5))).toBe(2);
  const known = list(1, 100);
  const after = readAfter(known);
  expect(after).toBe(50);
  expect(merged(known, { messages: list(51, 102) }, after).map(({ seq }) => seq)).toEqual(
    list(1, 102).map(({ seq }) => seq),
  );
  const many = merged(list(1, 500), { messages: list(451, 600) }, 450);
  expect([many.length, many[0]?.seq]).toEqual([500, 101]);
});

test("a simulator that was started again is read from its beginning", () => {
  expect(merged(list(1, 3), { messages: [] }, 0)).toEqual([]);
});

test("a tick says how far a message has got at the other side", () => {
  const one = (number: string, acknowledged: string | undefined, read = false) => ({
    number,
    read,
    ...(acknowledged === undefined ? {} : { acknowledged }),
  });
  const tick = (...deliveries: ReturnType<typeof one>[]) => tickOf(sentMessage(1, { deliveries }), NUMBER);
  expect(tick()).toBe("sent");
  expect(tick(one(OTHER, undefined))).toBe("sent");
  expect(tick(one(OTHER, "nack"))).toBe("sent");
  expect(tick(one(NUMBER, "receipt", true))).toBe("sent");
  expect(tick(one(OTHER, "ack"))).toBe("delivered");
  expect(tick(one(OTHER, "receipt"), one(OTHER, undefined, true))).toBe("read");
  expect(tickOf(sentMessage(1, { to: NUMBER }), NUMBER)).toBeNull();
});

test("a chat is unread by messages of its other side", () => {
  const messages = (...of: Partial<ReturnType<typeof taken>>[]) => ({
    sent: [],
    taken: of.map((one) => taken(1, one)),
  });
  expect(hasUnread(messages({}), OTHER, NUMBER)).toBe(true);
  expect(hasUnread(messages({ read: true }, { from: NUMBER }, { chat: "1" }), OTHER, NUMBER)).toBe(false);
});

test("sizes are short", () => {
  expect([0, 999, 1500, 2_500_000].map(sizeText)).toEqual(["0 B", "999 B", "2 kB", "2.5 MB"]);
});
