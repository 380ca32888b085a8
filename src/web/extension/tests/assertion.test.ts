import { describe, expect, it } from "vitest";

import { isAssertionFor } from "../src/assertion.ts";
import { requestOptions } from "../src/options.ts";
import { MAX_JSON } from "../src/protocol.ts";

const CHALLENGE = "B".repeat(43);
const OPTIONS = requestOptions(JSON.stringify({ challenge: CHALLENGE, rpId: "whatsapp.com" }))!;
const CLIENT = { type: "webauthn.get", challenge: CHALLENGE, origin: "https://web.whatsapp.com", crossOrigin: false };

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const RESPONSE = {
  clientDataJSON: encoded(CLIENT),
  authenticatorData: Buffer.alloc(37).toString("base64url"),
  signature: Buffer.alloc(70).toString("base64url"),
  userHandle: null as string | null,
};
const GOOD = { id: "AAAA", rawId: "AAAA", type: "public-key", response: RESPONSE };

const check = (changes: object): boolean => isAssertionFor(OPTIONS, JSON.stringify({ ...GOOD, ...changes }));
const checkResponse = (changes: object): boolean => check({ response: { ...RESPONSE, ...changes } });
const checkClient = (changes: object): boolean => checkResponse({ clientDataJSON: encoded({ ...CLIENT, ...changes }) });

describe("an assertion", () => {
  it("is taken for the challenge that was asked for", () => {
    expect(check({})).toBe(true);
    expect(checkResponse({ userHandle: "AAAA" })).toBe(true);
  });

  it.each<[string, boolean]>([
    ["another challenge", checkClient({ challenge: "C".repeat(43) })],
    ["another origin", checkClient({ origin: "https://web.whatsapp.com.example" })],
    ["a registration", checkClient({ type: "webauthn.create" })],
    ["a frame of another origin", checkClient({ crossOrigin: true })],
    ["client data that are no JSON", checkResponse({ clientDataJSON: "AAAA" })],
    ["client data of null", checkResponse({ clientDataJSON: encoded(null) })],
    ["client data that are too long", checkResponse({ clientDataJSON: "A".repeat(6000) })],
    ["authenticator data that are too short", checkResponse({ authenticatorData: "AAAA" })],
    ["no signature", checkResponse({ signature: "" })],
    ["a signature in plain base64", checkResponse({ signature: "AA+/" })],
    ["a long user handle", checkResponse({ userHandle: "A".repeat(100) })],
    ["no user handle, not even null", checkResponse({ userHandle: undefined })],
    ["another member in the response", checkResponse({ attestationObject: "AAAA" })],
    ["two ids", check({ rawId: "AAAB" })],
    ["no id", check({ id: "", rawId: "" })],
    ["another type", check({ type: "password" })],
    ["results of extensions", check({ clientExtensionResults: { prf: {} } })],
    ["a response of null", check({ response: null })],
    ["an array", isAssertionFor(OPTIONS, JSON.stringify([GOOD]))],
    ["no JSON", isAssertionFor(OPTIONS, "assertion")],
    ["an object instead of its JSON", isAssertionFor(OPTIONS, GOOD)],
    ["nothing", isAssertionFor(OPTIONS, undefined)],
    ["text that is too long", isAssertionFor(OPTIONS, JSON.stringify(GOOD).padEnd(MAX_JSON + 1))],
  ])("is refused with %s", (_, taken) => {
    expect(taken).toBe(false);
  });
});
