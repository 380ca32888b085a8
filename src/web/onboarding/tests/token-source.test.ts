import { expect, test, vi } from "vitest";

import { TokenSource } from "../src/token-source.ts";

const NOW = Date.UTC(2026, 10, 23);

function tokenUntil(ms: number, id = "1"): string {
  return `a.${Buffer.from(JSON.stringify({ exp: (NOW + ms) / 1000, jti: id })).toString("base64url")}.c`;
}

test("the next token is fetched a minute before the end, once", async () => {
  const provider = vi.fn(() => Promise.resolve(tokenUntil(3_600_000, "2")));
  const source = new TokenSource(provider, tokenUntil(600_000));
  expect(await source.next(NOW + 539_000, NOW)).toBeNull();
  expect(provider).not.toHaveBeenCalled();
  const asked = [source.next(NOW + 541_000, NOW), source.next(NOW + 541_250, NOW + 250)];
  expect(await Promise.all(asked)).toEqual([tokenUntil(3_600_000, "2"), null]);
  expect(await source.next(NOW + 560_000, NOW + 19_000)).toBeNull();
  expect(provider).toHaveBeenCalledTimes(1);
});

test("a provider that has nothing is asked again after a pause", async () => {
  const provider = vi.fn(() => Promise.reject(new Error("offline")));
  const source = new TokenSource(provider, tokenUntil(600_000));
  for (const ms of [0, 5000, 9999, 10_000]) expect(await source.next(NOW + 590_000, NOW + ms)).toBeNull();
  expect(provider).toHaveBeenCalledTimes(2);
});

test("a token without an end is not replaced before it is refused", async () => {
  const source = new TokenSource(() => "d.e.f", "a.b.c");
  expect(await source.next(NOW * 2, NOW)).toBeNull();
  expect(await source.another()).toBe("d.e.f");
});

test("the token that was refused is no other", async () => {
  for (const provided of ["a.b.c", "", null])
    expect(await new TokenSource(() => provided, "a.b.c").another()).toBeNull();
});

test("tokens that are all refused are not fetched for ever", async () => {
  let count = 0;
  const source = new TokenSource(() => `token-${(count += 1)}`, null);
  const tokens = [await source.another(), await source.another(), await source.another(), await source.another()];
  expect(tokens).toEqual(["token-1", "token-2", "token-3", null]);
  source.accepted();
  expect(await source.another()).toBe("token-4");
});
