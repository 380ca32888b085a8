// What the page is read on: decides what is offered first, and whose screens are drawn.

import type { Method } from "./facts.ts";

export type Platform = "android" | "iphone";

/** A phone cannot scan its own screen; on a computer a QR is the shorter way. */
export function firstMethod(matches: (query: string) => boolean): Method {
  return matches("(pointer: coarse)") || matches("(max-width: 640px)") ? "code" : "qr";
}

/** Whose phone it probably is. Most are Android. */
export function platformOf(userAgent: string): Platform {
  return /iPhone|iPad|iPod|Macintosh/.test(userAgent) ? "iphone" : "android";
}
