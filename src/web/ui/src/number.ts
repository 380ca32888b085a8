// A phone number as keyboards and clipboards give it, in the signs in which number plans are written.

/** Marks of direction, joiners, soft hyphens: what is copied along and not seen. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const SPACES = /[\p{Z}\s\u0085]/gu;
/** With the minus, and the sign that Japanese keyboards have in its place. */
const DASHES = /[\p{Pd}\u2212\u30fc\uff70]/gu;
const FOREIGN_DIGITS = /[^\P{Nd}0-9]/gu;
/** The wide and the small forms of the other signs. */
const FORMS: Readonly<Record<string, string>> = {
  "\uff0b": "+",
  "\ufe62": "+",
  "\uff08": "(",
  "\ufe59": "(",
  "\uff09": ")",
  "\ufe5a": ")",
  "\uff0e": ".",
  "\ufe52": ".",
};

/**
 * The text without what is not seen: every digit as one of ours, every space as a space, every dash as a hyphen. Anything else
 * stays, for somebody to say that it does not belong there.
 */
export function plainNumber(text: string): string {
  return text
    .replace(UNSEEN, "")
    .replace(SPACES, " ")
    .replace(DASHES, "-")
    .replace(FOREIGN_DIGITS, valueOf)
    .replace(/[\ufe52-\ufe62\uff08-\uff0e]/g, (sign) => FORMS[sign] ?? sign);
}

/** Every script's digits stand in a row from zero to nine, rows one after another. */
function valueOf(digit: string): string {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0)! - before - 1))) before += 1;
  return String(before % 10);
}
