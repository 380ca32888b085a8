// Detects the device the page is shown on: it decides which method is offered first, and which phone's screens are
// drawn.

import type { Method } from "./facts.ts";

export type Platform = "android" | "iphone";

/**
 * Returns the default method: a code on phones, which cannot scan their own screen; a QR on computers, where it is
 * quicker.
 */
export function firstMethod(matches: (query: string) => boolean): Method {
  return matches("(pointer: coarse)") || matches("(max-width: 640px)") ? "code" : "qr";
}

/** Returns whether the browser runs on a phone: tablets and computers are screens that a phone can scan. */
export function isPhone(userAgent: string): boolean {
  return /iPhone|iPod|Android.*Mobile|Windows Phone/.test(userAgent);
}

/**
 * Guesses the platform of the person's phone; Android, being the most common, unless the browser runs on an Apple
 * device.
 */
export function platformOf(userAgent: string): Platform {
  return /iPhone|iPad|iPod|Macintosh/.test(userAgent) ? "iphone" : "android";
}
