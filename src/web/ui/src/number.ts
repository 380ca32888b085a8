// Normalisation of typed or pasted phone numbers to the characters in which numbering plans are written.

/** Invisible characters that are copied along: direction marks, joiners, soft hyphens. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const SPACES = /[\p{Z}\s\u0085]/gu;
/** Dashes, the minus sign, and the long-vowel mark that Japanese keyboards have in the hyphen's place. */
const DASHES = /[\p{Pd}\u2212\u30fc\uff70]/gu;
const FOREIGN_DIGITS = /[^\P{Nd}0-9]/gu;
/** Full-width and small forms of the other characters. */
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
 * Removes invisible characters and maps every digit to ASCII, every space to a space, every dash to a hyphen.
 * Everything else stays, for the caller to reject.
 */
export function plainNumber(text: string): string {
  return text
    .replace(UNSEEN, "")
    .replace(SPACES, " ")
    .replace(DASHES, "-")
    .replace(FOREIGN_DIGITS, valueOf)
    .replace(/[\ufe52-\ufe62\uff08-\uff0e]/g, (sign) => FORMS[sign] ?? sign);
}

/**
 * Returns a digit's value: every script's digits are consecutive code points from zero to nine, blocks of ten in a row.
 */
function valueOf(digit: string): string {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0)! - before - 1))) before += 1;
  return String(before % 10);
}
