// The marketplace's colour as the element's accent, in both colour schemes. What the page around sets still wins.

type Colour = readonly [red: number, green: number, blue: number];

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];
/** Cards of the two schemes, see palette.ts of `@linekeeper/ui`. */
const LIGHT_CARD: Colour = WHITE;
const DARK_CARD: Colour = [24, 32, 29];
const DARK_INK: Colour = [10, 16, 14];

/** Contrast of text, by WCAG 2.2, level AA. */
const READABLE = 4.5;
const STEP = 0.05;
/** Share of the card in the soft background, on which the accent must be readable, too. */
const SOFT = 0.9;

/** Returns the styles for an accent of the form `#rrggbb`. */
export function accentStyles(accent: string): string {
  const colour = colourOf(accent);
  const light = readableOn(colour, LIGHT_CARD, BLACK);
  const dark = readableOn(colour, DARK_CARD, WHITE);
  return [
    `.root{${declared({ colour: light, strong: mixed(light, BLACK, 0.2), soft: mixed(light, LIGHT_CARD, SOFT), ink: WHITE })}}`,
    `.root[data-scheme="dark"]{${declared({ colour: dark, strong: mixed(dark, WHITE, 0.25), soft: mixed(dark, DARK_CARD, SOFT), ink: DARK_INK })}}`,
  ].join("");
}

function declared({ colour, strong, soft, ink }: Record<"colour" | "strong" | "soft" | "ink", Colour>): string {
  const variables = { accent: colour, "accent-strong": strong, "on-accent": ink, soft };
  return Object.entries(variables)
    .map(([name, value]) => `--lk-${name}:var(--linekeeper-${name},${hexOf(value)})`)
    .join(";");
}

/** Moves a colour towards another one until it can be read on the card and on its own soft background. */
function readableOn(colour: Colour, card: Colour, towards: Colour): Colour {
  for (let share = 0; share < 1; share += STEP) {
    const tried = mixed(colour, towards, share);
    if (contrast(tried, mixed(tried, card, SOFT)) >= READABLE) return tried;
  }
  return towards;
}

function mixed(one: Colour, other: Colour, share: number): Colour {
  const [red, green, blue] = one.map((value, index) => Math.round(value + ((other[index] ?? 0) - value) * share));
  return [red ?? 0, green ?? 0, blue ?? 0];
}

export function contrast(one: Colour, other: Colour): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function colourOf(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function hexOf(colour: Colour): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
