// Writes src/generated/numbers.json: the numbering plans of all countries, reduced. Validation of every number stays;
// of the formatting rules only those remain that some mobile number needs, since the rules of landlines are half of the
// data. A landline is shown without groups where no rule for mobiles matches it.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import mobile from "libphonenumber-js/mobile/metadata";
import plans from "libphonenumber-js/min/metadata";

/** Indexes into a country's record, see libphonenumber-js/source/metadata.js. */
const LENGTHS = 3;
const FORMATS = 4;
const TYPES = 11;
const MOBILE = 1;
/** Indexes into a formatting rule. */
const PATTERN = 0;
const LEADING = 2;

/** Number of prefixes tried: all of four digits. */
const PREFIXES = 10_000;

export function thinned() {
  const numbers = structuredClone(plans);
  for (const [main, ...others] of Object.values(numbers.country_calling_codes)) {
    // Countries that share a calling code are formatted by the rules of its main country, so the mobiles of all of them
    // count.
    const mobiles = [main, ...others].flatMap(mobilesOf);
    for (const country of [main, ...others]) {
      const plan = numbers.countries[country];
      if (plan[FORMATS] && mobiles.length > 0) plan[FORMATS] = orNone(needed(plan[FORMATS].map(precise), mobiles));
    }
  }
  return numbers;
}

/** Returns the pattern and possible lengths of a country's mobile numbers. */
function mobilesOf(country) {
  const plan = mobile.countries[country];
  const [pattern, lengths] = plan?.[TYPES]?.[MOBILE] || [];
  return pattern ? [{ pattern, lengths: lengths ?? plan[LENGTHS] }] : [];
}

/** Encodes an empty list as the library does. */
function orNone(rules) {
  return rules.length === 0 ? 0 : rules;
}

/**
 * Keeps only the last pattern of a rule's leading digits, the exact one; the earlier ones are for partly typed numbers.
 */
function precise(format) {
  const leading = format[LEADING];
  return leading && leading.length > 1 ? format.with(LEADING, leading.slice(-1)) : format;
}

function needed(formats, mobiles) {
  const rules = formats.map((format) => ({
    whole: new RegExp(`^(?:${format[PATTERN]})$`),
    leading: new RegExp(`^(?:${format[LEADING]?.[0] ?? ""})`),
  }));
  const used = new Set();
  for (const { pattern, lengths } of mobiles) {
    const isMobile = new RegExp(`^(?:${pattern})$`);
    for (const number of lengths.flatMap((length) => [...samples(length)])) {
      if (isMobile.test(number))
        used.add(rules.findIndex(({ whole, leading }) => leading.test(number) && whole.test(number)));
    }
  }
  return formats.filter((_, index) => used.has(index));
}

/** Yields a number for each prefix of four digits; the rest is pseudo-random, but the same at each run. */
function* samples(length) {
  let chance = 1;
  for (let prefix = 0; prefix < PREFIXES; prefix += 1) {
    chance = (chance * 48_271) % 2_147_483_647;
    yield (String(prefix).padStart(4, "0") + String(chance).padStart(11, "0")).slice(0, length);
  }
}

const target = new URL("../src/generated/numbers.json", import.meta.url);
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, `${JSON.stringify(thinned())}\n`);
