/** A number as the service masks it: its head and its last two digits can be seen. */
export function masked(digits: string): string {
  const hidden = Math.max(0, digits.length - 6);
  return digits.slice(0, 4) + "•".repeat(hidden) + digits.slice(4 + hidden);
}
