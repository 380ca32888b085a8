// Modules that the element loads later: what they share with its script.

import { adoptStyles, html, nothing, svg, unsafeCSS, type CSSResultOrNative } from "lit";

/** Lends this script's copy of Lit to the modules, which are built without one. */
export function lendLit(): void {
  (globalThis as unknown as Record<symbol, unknown>)[Symbol.for("linekeeper.lit")] ??= { html, svg, nothing };
}

/** Styles of a shadow root that grow as modules are loaded. */
export class GrowingStyles {
  #own: readonly CSSResultOrNative[];
  #more = new Map<string, string>();

  constructor(own: readonly CSSResultOrNative[]) {
    this.#own = own;
  }

  /** Adds styles, or replaces those that were added under this name before. */
  set(root: ShadowRoot, name: string, text: string): void {
    if (this.#more.get(name) === text) return;
    this.#more.set(name, text);
    adoptStyles(root, [...this.#own, ...[...this.#more.values()].map((each) => unsafeCSS(each))]);
  }
}
