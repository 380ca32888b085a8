// QR of an address, as an image: nothing inside of an image can run or load.

import encodeQR from "qr";

/** Returns the URL of the image. */
export function qrPicture(text: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(encodeQR(text, "svg", { ecc: "low", border: 2 }))}`;
}
