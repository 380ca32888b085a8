import { expect, test } from "vitest";

import { decode } from "../src/picture.ts";
import { qrDrawing } from "../src/qr.ts";

const TEXT = `2@${"Ab3/".repeat(22)},${"k".repeat(43)}=,${"n".repeat(43)}=,${"s".repeat(43)}=`;
const SCALE = 4;

/** Renders the drawing as pixels. */
function pictureOf({ size, path }: ReturnType<typeof qrDrawing>) {
  const width = size * SCALE;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row += 1) {
      for (let column = Number(x) * SCALE; column < (Number(x) + Number(length)) * SCALE; column += 1) {
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return { width, height: width, data };
}

test("a drawn QR reads as its text", async () => {
  expect(await decode(pictureOf(qrDrawing(TEXT)))).toEqual({ text: TEXT });
});

test("a picture without a QR says so", async () => {
  const data = new Uint8ClampedArray(64 * 64 * 4).fill(255);
  expect(await decode({ width: 64, height: 64, data })).toEqual({ problem: "pictureNone" });
});

test("the same text is drawn once", () => {
  expect(qrDrawing(TEXT)).toBe(qrDrawing(TEXT));
});
