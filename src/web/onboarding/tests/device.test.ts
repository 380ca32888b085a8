import { expect, test } from "vitest";

import { firstMethod, platformOf } from "../src/device.ts";

test("a phone begins with the code, which it can type itself, a computer with the QR", () => {
  expect(firstMethod((query) => query === "(pointer: coarse)")).toBe("code");
  expect(firstMethod((query) => query === "(max-width: 640px)")).toBe("code");
  expect(firstMethod(() => false)).toBe("qr");
});

test("the screens are those of the phone one holds, or most probably has", () => {
  expect(platformOf("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)")).toBe("iphone");
  expect(platformOf("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)")).toBe("iphone");
  expect(platformOf("Mozilla/5.0 (Linux; Android 16; Pixel 9)")).toBe("android");
  expect(platformOf("Mozilla/5.0 (Windows NT 10.0; Win64; x64)")).toBe("android");
});
