// Lit for modules that the element loads later: built with this file in place of `lit`, they render with the copy that
// the element's script has already.

import type { html as Html, nothing as Nothing, svg as Svg } from "lit";

const lent = (globalThis as unknown as Record<symbol, { html: typeof Html; svg: typeof Svg; nothing: typeof Nothing }>)[
  Symbol.for("linekeeper.lit")
]!;

export const { html, svg, nothing } = lent;
