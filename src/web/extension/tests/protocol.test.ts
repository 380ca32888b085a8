import { describe, expect, it } from "vitest";

import { MAX_JSON, envelope, opened, pageMessage } from "../src/protocol.ts";

const ID = "0123456789abcdef";
const FIND = { channel: "linekeeper-passkey", v: 1, from: "page", id: ID, type: "find" };
const REQUEST = { ...FIND, type: "request", options: "{}" };

describe("a page's message", () => {
  it("is read as it is posted", () => {
    for (const message of [
      { id: ID, type: "find" },
      { id: ID, type: "cancel" },
      { id: ID, type: "request", options: "{}" },
    ] as const) {
      expect(pageMessage(structuredClone(envelope("page", message)))).toEqual(message);
    }
  });

  it.each<[string, unknown]>([
    ["nothing", null],
    ["text", JSON.stringify(FIND)],
    ["an array", [FIND]],
    ["of another channel", { ...FIND, channel: "linekeeper" }],
    ["without a version", { ...FIND, v: undefined }],
    ["of the next version", { ...FIND, v: 2 }],
    ["of a version in text", { ...FIND, v: "1" }],
    ["from the extension", { ...FIND, from: "extension" }],
    ["without an id", { ...FIND, id: undefined }],
    ["with a short id", { ...FIND, id: "short" }],
    ["with a long id", { ...FIND, id: "0".repeat(65) }],
    ["with other signs in its id", { ...FIND, id: `${ID}\n` }],
    ["with an id in an array", { ...FIND, id: [ID] }],
    ["of an unknown type", { ...FIND, type: "allow" }],
    ["of a type in an array", { ...FIND, type: ["find"] }],
    ["with one field more", { ...FIND, options: "{}" }],
    ["that cancels with options", { ...REQUEST, type: "cancel" }],
    ["that requests nothing", { ...FIND, type: "request" }],
    ["with options that are no text", { ...REQUEST, options: {} }],
    ["with options that are too long", { ...REQUEST, options: " ".repeat(MAX_JSON + 1) }],
    ["that requests with one field more", { ...REQUEST, origin: "https://market.example" }],
    ["with its fields in the prototype", Object.create(FIND)],
  ])("is none when it is %s", (_, data) => {
    expect(pageMessage(data)).toBeNull();
  });

  it("is not taken for the extension's, nor the other way round", () => {
    const answer = envelope("extension", { id: ID, type: "found", version: "1.0.0" });
    expect(pageMessage(answer)).toBeNull();
    expect(opened(answer, "extension")).toMatchObject({ type: "found", version: "1.0.0" });
    expect(opened(FIND, "extension")).toBeNull();
  });
});
