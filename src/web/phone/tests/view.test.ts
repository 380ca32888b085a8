import { expect, test } from "vitest";

import { momentText } from "../src/moments.ts";
import { bubblesOf, phoneView } from "../src/view.ts";
import { NUMBER, OTHER, device, now, phone, seconds, sentMessage, sentText, taken, text } from "./pieces.ts";

const setting = { language: "en", now } as const;
const none: ReadonlySet<string> = new Set();

test("today's times are without a date", () => {
  expect(momentText("ru", seconds(now), now)).toBe("14:05");
  expect(momentText("ru", seconds(new Date(2026, 10, 22, 9, 0)), now)).toMatch(/22\.11.*09:00/);
});

test("devices say whether they are online and what waits for them", () => {
  const devices = [device(1), device(2, { online: false, queued: 3 }), device(3, { platform: "" })];
  const view = phoneView(phone({ devices }), [], none, setting);
  expect(view.devices.map(({ online, details }) => [online, details])).toEqual([
    [true, "online · linked 14:05"],
    [false, "offline · linked 14:05 · waiting for delivery: 3"],
    [true, "online · linked 14:05"],
  ]);
  expect(view.devices.map(({ name }) => name)).toEqual(["Chrome (Linux)", "Chrome (Linux)", device(3).device]);
});

test("a phone has the name of its business, else its own", () => {
  expect(phoneView(phone(), [], none, setting).name).toBe("Phone");
  expect(phoneView(phone({ businessName: "Salon" }), [], none, setting)).toMatchObject({
    name: "Salon",
    number: "+7 900 646-42-63",
  });
});

test("notes to oneself are a chat from the start, the way to the linked devices", () => {
  const { chats } = phoneView(phone(), [], none, setting);
  expect(chats).toEqual([
    {
      peer: NUMBER,
      name: "This number",
      self: true,
      preview: "Texts to oneself reach the linked devices, too",
      time: "",
      unread: 0,
    },
  ]);
});

test("chats are sorted by who spoke last and count what was not read", () => {
  const texts = [text("1", { at: seconds(now) - 60 }), text("2", { from: "4915112345678", at: seconds(now) - 30 })];
  const sent = [sentText("3")];
  const { chats, unread } = phoneView(phone({ texts }), sent, new Set(["1", "2"]), setting);
  expect(chats.map(({ peer, preview, unread }) => [peer, preview, unread])).toEqual([
    [OTHER, "You: text 3", 1],
    ["4915112345678", "text 2", 1],
    [NUMBER, "Texts to oneself reach the linked devices, too", 0],
  ]);
  expect(unread).toBe(2);
});

test("what was sent to oneself is shown once, with how many devices it was for", () => {
  const texts = [text("1", { from: NUMBER })];
  const sent = [sentText("1", { to: NUMBER, devices: 2 })];
  expect(bubblesOf(phone({ texts }), sent, NUMBER, setting)).toEqual([
    { id: "1", mine: true, text: "text 1", details: "14:05 · devices: 2" },
  ]);
});

test("a chat tells both sides' texts in the order of time", () => {
  const texts = [text("2", { at: seconds(now) - 30 })];
  const sent = [sentText("1", { at: seconds(now) - 60 }), sentText("3")];
  const bubbles = bubblesOf(phone({ texts }), sent, OTHER, setting);
  expect(bubbles.map(({ id, mine }) => [id, mine])).toEqual([
    ["1", true],
    ["2", false],
    ["3", true],
  ]);
});

test("a message of the logs is shown once, with its tick and the devices that the tab remembers", () => {
  const deliveries = [{ number: OTHER, acknowledged: "receipt", read: false }];
  const messages = { sent: [sentMessage(1, { id: "1", deliveries })], taken: [taken(2, { id: "2" })] };
  const own = phone({ texts: [text("2")] });
  const bubbles = bubblesOf(own, [sentText("1", { devices: 1 })], OTHER, setting, messages);
  expect(bubbles.map(({ id, mine, details, tick }) => [id, mine, details, tick])).toEqual([
    ["2", false, "14:05", undefined],
    ["1", true, "14:05 · devices: 1", "delivered"],
  ]);
});

test("every kind has words, and groups are not listed", () => {
  const kinds = [
    taken(1, { kind: "reaction", content: { emoji: "👍" } }),
    taken(2, { kind: "reaction", content: { emoji: "" } }),
    taken(3, { kind: "edit", content: { text: "now" } }),
    taken(4, { kind: "revoke", content: {} }),
    taken(5, { kind: "location", content: { latitude: 55.75, longitude: 37.62 } }),
    taken(6, { kind: "contact", content: { name: "Anna" } }),
    { ...taken(7, { kind: "other" }), content: undefined } as unknown as ReturnType<typeof taken>,
    taken(8, { chat: "1@g.us" }),
  ];
  const bubbles = bubblesOf(phone(), [], OTHER, setting, { sent: [], taken: kinds });
  expect(bubbles.map((bubble) => bubble.text)).toEqual([
    "Reaction: 👍",
    "Reaction removed",
    "Edited: now",
    "Message deleted",
    "Location: 55.75, 37.62",
    "Contact: Anna",
    "A message that this phone does not show",
  ]);
});
