import { expect, test } from "vitest";

import { manualSnippet } from "../src/manual.ts";

const GOOD = { challenge: "F".repeat(43), rpId: "whatsapp.com", timeout: 600_000, userVerification: "required" };

test("the snippet names the options and whatsapp alone", () => {
  const snippet = manualSnippet(JSON.stringify(GOOD));
  expect(snippet).toContain(`"challenge":"${GOOD.challenge}"`);
  expect(snippet.match(/https:\/\/[^"\s]+/g)).toEqual(["https://web.whatsapp.com", "https://web.whatsapp.com"]);
  // The text is a script by itself.
  expect(() => new Function(snippet)).not.toThrow();
});

test.each([
  "",
  "alert(1)",
  JSON.stringify({ ...GOOD, rpId: '"); alert(1); ("' }),
  JSON.stringify({ ...GOOD, challenge: "</script><script>alert(1)</script>" }),
  JSON.stringify({ ...GOOD, [`"};alert(1);//`]: 1 }),
])("the snippet is refused for other options %#", (options) => {
  expect(() => manualSnippet(options)).toThrow("passkey: invalid-request");
});
