// Files that the phone sends.

import type { MediaOrder } from "./api.ts";

/** Size limit of a file, in bytes: the control API takes 12 MB of JSON, and Base64 makes a third more. */
export const MAX_FILE = 8 * 1024 * 1024;

const PART = 0x8000;

/** Returns the order to send a file: a picture as an image, anything else as a document. */
export async function mediaOrder(file: File): Promise<MediaOrder> {
  const content = { file: base64(new Uint8Array(await file.arrayBuffer())), mimetype: file.type || OCTETS };
  return file.type.startsWith("image/")
    ? { type: "image", ...content }
    : { type: "document", ...content, fileName: file.name };
}

const OCTETS = "application/octet-stream";

function base64(bytes: Uint8Array): string {
  let text = "";
  // In parts: a call has a limited number of arguments.
  for (let at = 0; at < bytes.length; at += PART) text += String.fromCharCode(...bytes.subarray(at, at + PART));
  return btoa(text);
}

/** Returns a size as people read it. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
