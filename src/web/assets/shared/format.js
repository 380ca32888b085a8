// Times, codes and numbers as people read them.

/**
 * Time left as `2:41` or `1:02:03`. Rounded up, so that `0:00` means over.
 * @param {number} ms
 */
export function countdown(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const pad = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/**
 * A timestamp of the service in milliseconds. It has up to nine decimals; browsers promise to read three.
 * @param {unknown} text
 * @returns {number | null}
 */
export function parseTime(text) {
  if (typeof text !== "string") return null;
  const time = Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(time) ? null : time;
}

/** The characters of a code that is typed on a phone: capitals, without dash and spaces. */
export function plainCode(text) {
  return text.toUpperCase().replace(/[^0-9A-Z]/g, "");
}

/** `ABCD-EFGH`, also while it is being typed. */
export function displayedCode(text) {
  const plain = plainCode(text).slice(0, 8);
  return plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
}

/** A code for a screen reader, sign by sign, with a pause in the middle. */
export function spelledCode(text) {
  const signs = [...plainCode(text)];
  return `${signs.slice(0, 4).join(" ")}, ${signs.slice(4).join(" ")}`;
}

/**
 * A number of digits or of digits and bullets: `+7 900 646-42-63`, `+7 900 •••-••-63`.
 * @param {string} number
 */
export function displayedPhone(number) {
  const russian = /^7([\d•]{3})([\d•]{3})([\d•]{2})([\d•]{2})$/.exec(number);
  if (russian) return `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}`;
  return `+${number}`;
}

/** @returns {string} the digits of what was typed */
export function digitsOf(text) {
  return text.replace(/\D/g, "");
}

/**
 * Whether what was typed could be a number: the signs people use, and 7 to 15 digits. The service knows the countries'
 * plans and has the last word.
 */
export function couldBePhone(text) {
  const digits = digitsOf(text).length;
  return /^[\d\s+().\u2010-\u2015-]{1,32}$/.test(text.trim()) && digits >= 7 && digits <= 15;
}
