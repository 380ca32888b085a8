import { describe, expect, it, vi } from "vitest";

import { backoff, parseTime } from "../src/index.ts";
import { socketUrl } from "../src/options.ts";

describe("a pause", () => {
  it("doubles up to fifteen seconds", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => backoff(attempt, 0.5, 1006));
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("is moved by chance by a fifth at most", () => {
    expect([backoff(3, 0, 1006), backoff(3, 1, 1006)].map(Math.round)).toEqual([1600, 2400]);
  });

  it("is a second after a restart of the service, spread over two more", () => {
    expect([backoff(1, 0, 1012), backoff(1, 1, 1012)]).toEqual([1000, 3000]);
    expect(backoff(4, 0.5, 1012)).toBe(backoff(4, 0.5, 1006));
  });
});

describe("a time", () => {
  it("is read with as many decimals as the service writes", () => {
    const second = Date.UTC(2026, 10, 23, 0, 0, 1);
    expect(parseTime("2026-11-23T00:00:01Z")).toBe(second);
    expect(parseTime("2026-11-23T00:00:01.5Z")).toBe(second + 500);
    expect(parseTime("2026-11-23T00:00:01.123456789Z")).toBe(second + 123);
  });

  it("is given to the engine with no more decimals than every engine reads", () => {
    const parse = vi.spyOn(Date, "parse");
    parseTime("2026-11-23T00:00:01.123456789Z");
    expect(parse).toHaveBeenCalledWith("2026-11-23T00:00:01.123Z");
  });

  it("is none when it is none", () => {
    expect([undefined, null, 5, "", "soon"].map(parseTime)).toEqual([null, null, null, null, null]);
  });
});

describe("an address", () => {
  it("is a WebSocket's, under the service's base", () => {
    expect(socketUrl("https://lines.example", "/ws")).toBe("wss://lines.example/ws");
    expect(socketUrl("http://127.0.0.1:8080/", "/ws")).toBe("ws://127.0.0.1:8080/ws");
    expect(socketUrl("https://example.com/lines/", "/ws")).toBe("wss://example.com/lines/ws");
  });

  it("must be given where there is no page", () => {
    expect(() => socketUrl(undefined, "/ws")).toThrow(TypeError);
  });
});
