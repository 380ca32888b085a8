// Draws a QR as one SVG path, one unit per module.

import encodeQR from "qr";

export interface QrDrawing {
  readonly size: number;
  readonly path: string;
}

/** White modules around the QR, which readers need. */
const BORDER = 3;

const drawn = new Map<string, QrDrawing>();

/** Returns the drawing of a QR. Recent drawings are cached: screens are rendered again every second. */
export function qrDrawing(text: string): QrDrawing {
  const kept = drawn.get(text);
  if (kept !== undefined) return kept;
  const rows = encodeQR(text, "raw", { ecc: "low", border: BORDER });
  const drawing = { size: rows.length, path: rows.map(rowPath).join("") };
  if (drawn.size >= 16) drawn.clear();
  drawn.set(text, drawing);
  return drawing;
}

/** Draws adjacent modules as one bar. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = "";
  for (let x = 0; x < row.length;) {
    const start = x;
    while (row[x] === true) x += 1;
    if (x > start) path += `M${start} ${y}h${x - start}v1h-${x - start}z`;
    else x += 1;
  }
  return path;
}
