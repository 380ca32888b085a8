// Formatting of times, codes and numbers for display.

/** Formats the remaining time as `2:41` or `1:02:03`, rounded up: `0:00` means over. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const pad = (number: number): string => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/**
 * Parses a timestamp of the service into milliseconds. It has up to nine decimals; browsers are required to read only
 * three.
 */
export function parseTime(text: unknown): number | null {
  if (typeof text !== "string") return null;
  const time = Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(time) ? null : time;
}

/** Normalises a pairing code: capitals, without dash and spaces. */
export function plainCode(text: string): string {
  return text.toUpperCase().replace(/[^0-9A-Z]/g, "");
}

/** Formats a code as `ABCD-EFGH`, also while it is being typed. */
export function displayedCode(text: string): string {
  const plain = plainCode(text).slice(0, 8);
  return plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
}

/** Spells a code for a screen reader, character by character, with a pause in the middle. */
export function spelledCode(text: string): string {
  const signs = [...plainCode(text)];
  return `${signs.slice(0, 4).join(" ")}, ${signs.slice(4).join(" ")}`;
}

/** Formats a number of digits, or of digits and bullets: `+7 900 646-42-63`, `+7 900 •••-••-63`. */
export function displayedPhone(number: string): string {
  const russian = /^7([\d•]{3})([\d•]{3})([\d•]{2})([\d•]{2})$/.exec(number);
  return russian ? `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}` : `+${number}`;
}

/** Returns the digits of the text. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}
