// Draws a QR as one SVG path, one unit per module. A chunk of its own: few people need it.

import encodeQR from "qr";

export interface QrDrawing {
  readonly size: number;
  readonly path: string;
}

/** White modules around the QR, which readers need. */
const BORDER = 4;

export function qrDrawing(text: string): QrDrawing {
  const rows = encodeQR(text, "raw", { ecc: "low", border: BORDER });
  const path = rows.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
  return { size: rows.length, path };
}
