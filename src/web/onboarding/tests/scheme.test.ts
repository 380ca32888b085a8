// @vitest-environment happy-dom

import { afterEach, expect, test, vi } from "vitest";

import { isPhone } from "../src/device.ts";
import { schemeOf } from "../src/scheme.ts";

afterEach(() => vi.restoreAllMocks());

/** Returns the scheme on a page of this `color-scheme`, in a browser that prefers dark or light. */
function scheme(page: string, prefersDark: boolean, theme: string | null = null): string {
  vi.spyOn(globalThis, "getComputedStyle").mockReturnValue({ colorScheme: page } as CSSStyleDeclaration);
  vi.spyOn(globalThis, "matchMedia").mockReturnValue({ matches: prefersDark } as MediaQueryList);
  const element = document.createElement("div");
  if (theme !== null) element.setAttribute("theme", theme);
  return schemeOf(element);
}

test("the page around decides on the colour scheme, not the browser", () => {
  expect([scheme("normal", true), scheme("light", true), scheme("only light", true)]).toEqual([
    "light",
    "light",
    "light",
  ]);
  expect([scheme("dark", false), scheme("only dark", false)]).toEqual(["dark", "dark"]);
});

test("on a page with both schemes the browser's preference decides", () => {
  expect([scheme("light dark", true), scheme("light dark", false), scheme("dark light", true)]).toEqual([
    ...["dark", "light", "dark"],
  ]);
});

test("the element's theme goes before the page", () => {
  expect([scheme("dark", true, "light"), scheme("light", false, "dark")]).toEqual(["light", "dark"]);
  expect(scheme("dark", false, "something")).toBe("dark");
});

test("a phone cannot scan its own screen, a tablet and a computer can be scanned", () => {
  const android = "Mozilla/5.0 (Linux; Android 15; Pixel 7) AppleWebKit/537.36 Chrome/143.0.0.0";
  expect(isPhone(`${android} Mobile Safari/537.36`)).toBe(true);
  expect(isPhone("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148 Safari/604.1")).toBe(true);
  expect(isPhone(`${android} Safari/537.36`)).toBe(false);
  expect(isPhone("Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) Mobile/15E148 Safari/604.1")).toBe(false);
  expect(isPhone("Mozilla/5.0 (X11; Linux x86_64) Chrome/143.0.0.0 Safari/537.36")).toBe(false);
});
