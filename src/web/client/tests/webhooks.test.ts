// Webhooks that the service signs are accepted by the reference library for JavaScript, and changed ones are not.
import { readFileSync } from "node:fs";

import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

interface Vector {
  secrets: string[];
  headers: Record<string, string>;
  body: string;
}

const file = new URL("../../../webhooks/tests/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];

describe("signed webhooks", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Number(vectors[0]?.headers["webhook-timestamp"]) * 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("are accepted with each of their secrets", () => {
    expect(vectors.map((vector) => vector.secrets.length)).toEqual([1, 2, 1, 2]);
    for (const { secrets, headers, body } of vectors) {
      for (const secret of secrets) {
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      }
    }
  });

  it("are refused when anything of them differs", () => {
    for (const { secrets, headers, body } of vectors) {
      const receiver = new Webhook(secrets[0] ?? "");
      const id = { ...headers, "webhook-id": "evt_2" };
      const timestamp = { ...headers, "webhook-timestamp": "1800000001" };
      expect(() => receiver.verify(`${body} `, headers)).toThrow("No matching signature");
      expect(() => receiver.verify(body, id)).toThrow("No matching signature");
      expect(() => receiver.verify(body, timestamp)).toThrow("No matching signature");
      expect(() => new Webhook("whsec_AAAA").verify(body, headers)).toThrow("No matching signature");
    }
  });

  it("are refused ten minutes later", () => {
    vi.advanceTimersByTime(600_000);
    const { secrets, headers, body } = vectors[0] ?? { secrets: [], headers: {}, body: "" };
    expect(() => new Webhook(secrets[0] ?? "").verify(body, headers)).toThrow("too old");
  });
});
