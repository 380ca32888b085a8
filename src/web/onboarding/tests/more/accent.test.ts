import { expect, test } from "vitest";

import { accentStyles, colourOf, contrast } from "../../src/more/accent.ts";

const ACCENTS = ["#7a2e8e", "#ffffff", "#000000", "#ffd400", "#ff0000", "#00a3ff", "#0b6b4f", "#808080", "#1a1aff"];

/** Reads the colours of a scheme from the styles. */
function coloursOf(styles: string): Record<"accent" | "strong" | "on" | "soft", string>[] {
  return styles.split("}").flatMap((rule) => {
    const value = (name: string): string => new RegExp(`--linekeeper-${name},(#[\\da-f]{6})\\)`).exec(rule)?.[1] ?? "";
    return rule === ""
      ? []
      : { accent: value("accent"), strong: value("accent-strong"), on: value("on-accent"), soft: value("soft") };
  });
}

test.for(ACCENTS)("with the accent %s everything can be read, in both schemes", (accent) => {
  const [light, dark] = coloursOf(accentStyles(accent));
  const cards = [
    [light!, "#ffffff"],
    [dark!, "#18201d"],
  ] as const;
  for (const [{ accent: colour, strong, on, soft }, card] of cards) {
    for (const [text, ground] of [
      ...[
        [colour, card],
        [colour, soft],
        [on, colour],
        [on, strong],
      ],
    ] as [string, string][])
      expect(contrast(colourOf(text), colourOf(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
});

test("an accent that can be read is taken as it is", () => {
  expect(coloursOf(accentStyles("#7a2e8e"))[0]?.accent).toBe("#7a2e8e");
});

test("what the page around sets wins", () => {
  expect(accentStyles("#7a2e8e")).toContain("--lk-accent:var(--linekeeper-accent,#7a2e8e)");
});
