/** Masks a number as the service does: the first four and the last two digits stay visible. */
export function masked(digits: string): string {
  const hidden = Math.max(0, digits.length - 6);
  return digits.slice(0, 4) + "•".repeat(hidden) + digits.slice(4 + hidden);
}
