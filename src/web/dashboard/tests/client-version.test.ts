import { describe, expect, test } from "vitest";

import { endOf, type ClientVersion } from "../src/model/client-version.ts";

const NOW = Date.parse("2026-11-29T12:00:00Z");

const ending = (expiresAt: string | null): ClientVersion => ({
  version: "2.3000.1042742319",
  source: "looked_up",
  since: "2026-11-28T12:00:00Z",
  lookedUpAt: "2026-11-29T11:00:00Z",
  expiresAt,
});

describe("the end of a client version", () => {
  test("is unknown until WhatsApp names it", () => {
    expect(endOf(ending(null), NOW)).toBeNull();
    expect(endOf(ending("soon"), NOW)).toBeNull();
  });

  test.each([
    ["2026-12-13T12:00:01Z", false],
    ["2026-12-13T12:00:00Z", true],
    ["2026-11-29T12:00:00Z", true],
    ["2026-11-28T12:00:00Z", true],
  ])("at %s is soon: %s", (expiresAt, isSoon) => {
    expect(endOf(ending(expiresAt), NOW)).toEqual({ at: Date.parse(expiresAt), isSoon });
  });
});
