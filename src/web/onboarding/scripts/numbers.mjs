// Writes src/generated/numbers.json: the plans of numbers of all countries, thinned. Every number is still checked by its country's plan;
// of the rules of grouping only those are kept that a mobile number can need, since those of landlines are half of it all. A
// landline is shown without groups where no rule of the mobiles fits it.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import mobile from "libphonenumber-js/mobile/metadata";
import plans from "libphonenumber-js/min/metadata";

/** Where a country's record has what we need, see libphonenumber-js/source/metadata.js. */
const LENGTHS = 3;
const FORMATS = 4;
const TYPES = 11;
const MOBILE = 1;
/** And where a rule has it. */
const PATTERN = 0;
const LEADING = 2;

/** So many first digits are gone through. */
const PREFIXES = 10_000;

export function thinned() {
  const numbers = structuredClone(plans);
  for (const [main, ...others] of Object.values(numbers.country_calling_codes)) {
    // Those that share a code with another country are grouped by its rules.
    const mobiles = [main, ...others].flatMap(mobilesOf);
    for (const country of [main, ...others]) {
      const plan = numbers.countries[country];
      if (plan[FORMATS] && mobiles.length > 0) plan[FORMATS] = orNone(needed(plan[FORMATS].map(precise), mobiles));
    }
  }
  return numbers;
}

/** The pattern of a country's mobile numbers, and how long they can be. */
function mobilesOf(country) {
  const plan = mobile.countries[country];
  const [pattern, lengths] = plan?.[TYPES]?.[MOBILE] || [];
  return pattern ? [{ pattern, lengths: lengths ?? plan[LENGTHS] }] : [];
}

/** As the library writes that there are none. */
function orNone(rules) {
  return rules.length === 0 ? 0 : rules;
}

/** A rule with the last of its patterns of leading digits, the exact one; those before are for one who has typed less. */
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

/** Numbers that begin with every four digits, the rest as chance would have it, but the same at each run. */
function* samples(length) {
  let chance = 1;
  for (let prefix = 0; prefix < PREFIXES; prefix += 1) {
    chance = (chance * 48_271) % 2_147_483_647;
    yield (String(prefix).padStart(4, "0") + String(chance).padStart(11, "0")).slice(0, length);
  }
}

const target = new URL("../src/generated/numbers.json", import.meta.url);
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, `${JSON.stringify(thinned())}\n`);
