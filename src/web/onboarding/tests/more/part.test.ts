// @vitest-environment happy-dom

import { expect, test, vi } from "vitest";

import type { More, MoreScreens } from "../../src/more/main.ts";
import { MorePart, type LoadMore } from "../../src/more-part.ts";

const NOW = 1_000_000;
const screens = {} as MoreScreens;

function part(load: LoadMore): { part: MorePart; changed: () => void } {
  const changed = vi.fn();
  return { part: new MorePart(load, () => screens, changed), changed };
}

const settled = (): Promise<unknown> => new Promise((done) => setImmediate(done));

test("the first screen waits for the other parts, three seconds at most", async () => {
  const { part: late } = part(() => new Promise(() => undefined));
  expect([0, 2999, 3000].map((ms) => late.follow(NOW + ms))).toEqual([false, false, true]);
  const { part: quick, changed } = part(() => Promise.resolve({} as More));
  expect([quick.follow(NOW), quick.screens]).toEqual([false, null]);
  await settled();
  expect([quick.follow(NOW + 50), quick.screens]).toEqual([true, screens]);
  expect(changed).toHaveBeenCalledTimes(1);
});

test("parts that do not load are not waited for, and are tried twice more", async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  const load = vi.fn((attempt: number) => Promise.reject<More>(new Error(String(attempt))));
  const { part: broken } = part(load);
  broken.follow(NOW);
  await settled();
  expect(broken.follow(NOW + 100)).toBe(true);
  for (const ms of [4900, 5000, 5100, 60_000, 120_000]) {
    vi.setSystemTime(NOW + ms);
    broken.follow(NOW + ms);
    await settled();
  }
  expect(load.mock.calls.map(([attempt]) => attempt)).toEqual([1, 2, 3]);
  vi.useRealTimers();
});

test("a page that must not load modules has none of the parts", () => {
  const { part: refused } = part(() => {
    throw new Error("refused");
  });
  refused.follow(NOW);
  expect([refused.follow(NOW), refused.screens]).toEqual([true, null]);
});
