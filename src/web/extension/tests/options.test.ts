import { describe, expect, it } from "vitest";

import { BOUNDS, requestOptions } from "../src/options.ts";
import { MAX_JSON } from "../src/protocol.ts";

const CHALLENGE = "A".repeat(43);
const GOOD = {
  challenge: CHALLENGE,
  timeout: 600_000,
  rpId: "whatsapp.com",
  allowCredentials: [],
  userVerification: "required",
};

const read = (changes: object) => requestOptions(JSON.stringify({ ...GOOD, ...changes }));

describe("request options", () => {
  it("are taken as WhatsApp sends them", () => {
    expect(requestOptions(JSON.stringify(GOOD))).toEqual({ ...GOOD, hints: [] });
    const least = JSON.stringify({ challenge: CHALLENGE, rpId: "web.whatsapp.com" });
    expect(requestOptions(least)).toEqual({
      challenge: CHALLENGE,
      rpId: "web.whatsapp.com",
      timeout: 300_000,
      userVerification: "preferred",
      allowCredentials: [],
      hints: [],
    });
  });

  it("keep the members of credentials and hints", () => {
    const allowCredentials = [
      { type: "public-key", id: "AAAA", transports: ["hybrid", "cable-of-tomorrow"] },
      { type: "public-key", id: "_-9" },
    ];
    const changes = { allowCredentials, hints: ["hybrid"], extensions: {} };
    expect(read(changes)).toEqual({ ...GOOD, allowCredentials, hints: ["hybrid"] });
  });

  it("lose the padding of base64url", () => {
    const changes = { challenge: `${CHALLENGE}=`, allowCredentials: [{ type: "public-key", id: "AA==" }] };
    expect(read(changes)).toMatchObject({ challenge: CHALLENGE, allowCredentials: [{ id: "AA" }] });
  });

  it.each([
    [0, 30_000],
    [29_999, 30_000],
    [60_000.4, 60_000],
    [1e300, 600_000],
  ])("have a timeout of %d clamped to %d", (timeout, clamped) => {
    expect(read({ timeout })?.timeout).toBe(clamped);
  });

  it.each<[string, object]>([
    ["an unknown member", { mediation: "silent" }],
    ["an unknown member of the prototype's name", JSON.parse('{"__proto__":{}}')],
    ["the wrapper that `get` takes", { publicKey: GOOD }],
    ["no challenge", { challenge: undefined }],
    ["a short challenge", { challenge: "A".repeat(20) }],
    ["a long challenge", { challenge: "A".repeat(700) }],
    ["a challenge in plain base64", { challenge: `${"A".repeat(42)}+` }],
    ["a challenge of an impossible length", { challenge: "A".repeat(41) }],
    ["a challenge that is no text", { challenge: [CHALLENGE] }],
    ["no rpId", { rpId: undefined }],
    ["another rpId", { rpId: "example.com" }],
    ["an rpId below WhatsApp's", { rpId: "evil.web.whatsapp.com" }],
    ["an rpId that ends the same", { rpId: "notwhatsapp.com" }],
    ["an rpId in capitals", { rpId: "WhatsApp.com" }],
    ["an rpId in an array", { rpId: ["whatsapp.com"] }],
    ["a timeout in text", { timeout: "600000" }],
    ["a negative timeout", { timeout: -1 }],
    ["no timeout, but null", { timeout: null }],
    ["an unknown verification", { userVerification: "sometimes" }],
    ["a verification of null", { userVerification: null }],
    ["extensions", { extensions: { prf: { eval: { first: "AAAA" } } } }],
    ["extensions in an array", { extensions: [] }],
    ["extensions of null", { extensions: null }],
    ["an unknown hint", { hints: ["phone"] }],
    ["too many hints", { hints: Array(4).fill("hybrid") }],
    ["hints that are no array", { hints: "hybrid" }],
    ["credentials that are no array", { allowCredentials: { length: 0 } }],
    ["too many credentials", { allowCredentials: Array(65).fill({ type: "public-key", id: "AAAA" }) }],
    ["a credential of null", { allowCredentials: [null] }],
    ["a credential without an id", { allowCredentials: [{ type: "public-key" }] }],
    ["a credential with an empty id", { allowCredentials: [{ type: "public-key", id: "" }] }],
    ["a credential with a long id", { allowCredentials: [{ type: "public-key", id: "A".repeat(1366) }] }],
    ["a credential of another type", { allowCredentials: [{ type: "password", id: "AAAA" }] }],
    ["a credential with more members", { allowCredentials: [{ type: "public-key", id: "AAAA", name: "x" }] }],
    ["transports in text", { allowCredentials: [{ type: "public-key", id: "AAAA", transports: "usb" }] }],
    [
      "too many transports",
      { allowCredentials: [{ type: "public-key", id: "AAAA", transports: Array(9).fill("usb") }] },
    ],
    ["a transport of any signs", { allowCredentials: [{ type: "public-key", id: "AAAA", transports: ["USB!"] }] }],
  ])("are refused with %s", (_, changes) => {
    expect(read(changes)).toBeNull();
  });

  it.each<[string, unknown]>([
    ["no text", GOOD],
    ["no JSON", "challenge"],
    ["an array", JSON.stringify([GOOD])],
    ["null", "null"],
    ["a number", "1"],
    ["text that is too long", JSON.stringify(GOOD).padEnd(MAX_JSON + 1)],
    ["text whose bytes are too many", `${JSON.stringify(GOOD)}${"\u2003".repeat(6000)}`],
    ["deep nesting", `{"challenge":${"[".repeat(8000)}${"]".repeat(8000)}}`],
  ])("are refused as %s", (_, json) => {
    expect(requestOptions(json)).toBeNull();
  });

  it("may be as large as the bound", () => {
    const json = JSON.stringify(GOOD).padEnd(MAX_JSON);
    expect(requestOptions(json)).not.toBeNull();
    expect(BOUNDS.timeout.max).toBe(600_000);
  });
});
