// Reads the QR in an image. The decoder is loaded at the first use.

/** Maximum side in pixels: enough for a QR, and quick to decode. */
const MAX_SIDE = 1600;

export type PictureQr = { readonly text: string } | { readonly problem: "pictureNone" | "pictureBad" };

export async function qrInPicture(file: Blob): Promise<PictureQr> {
  let pixels: ImageData;
  try {
    pixels = await pixelsOf(file);
  } catch {
    return { problem: "pictureBad" };
  }
  return decode(pixels);
}

/**
 * Decodes the QR in an image.
 * @param pixels RGBA
 */
export async function decode(pixels: { width: number; height: number; data: Uint8ClampedArray }): Promise<PictureQr> {
  const { decodeQR } = await import("qr/decode.js");
  try {
    return { text: decodeQR(pixels, { timeLimit: 1000 }) };
  } catch {
    return { problem: "pictureNone" };
  }
}

async function pixelsOf(file: Blob): Promise<ImageData> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  // Transparent pixels become white.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
