import { LitElement, type CSSResultGroup } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";

import { onLanguage } from "./language.ts";
import { shared } from "./styles.ts";

/** Base class of all dashboard elements: shared styles, and a new rendering when the language changes. */
export abstract class Part extends LitElement {
  static override styles: CSSResultGroup = [controls, shared];

  #endLanguage: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endLanguage = onLanguage(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endLanguage?.();
  }
}
