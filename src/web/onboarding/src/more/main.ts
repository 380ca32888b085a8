// Entry of the parts that the element loads after its script: the steps on the phone, the ways to people and to another
// screen, what is known of the line.

import type { TemplateResult } from "lit";

import { Address } from "../address.ts";
import type { RenderContext } from "../parts/actions.ts";
import type { copyButton, heading } from "../parts/common.ts";
import type { View } from "../view.ts";
import { handOff } from "./hand-off.ts";
import { lineDetails, toneOfAbsence } from "./line.ts";
import { steps } from "./steps.ts";
import { MORE_STYLES } from "./styles.ts";
import { support, type Reported } from "./support.ts";
import { speakBy, type TextsOf } from "./texts.ts";

export { findExtension } from "@linekeeper/extension/page.ts";
export { accentStyles } from "./accent.ts";

export const styles = MORE_STYLES;

/** This module, as it is loaded. */
export type More = typeof import("./main.ts");

/** Part of the element that these screens need. */
export interface MoreElement {
  /** Address at which to go on at another screen. */
  readonly address: string;
  readonly textsOf: TextsOf;
  /** Renders the element again. */
  changed(): void;
}

/** Templates of the element. They are handed over, so that its texts are not loaded twice. */
export interface MoreTemplates {
  readonly heading: typeof heading;
  readonly copyButton: typeof copyButton;
}

export class MoreScreens {
  readonly #templates: MoreTemplates;
  readonly #address: Address;

  constructor(element: MoreElement, templates: MoreTemplates) {
    this.#templates = templates;
    this.#address = new Address(
      () => element.address,
      () => element.changed(),
    );
    speakBy(element.textsOf);
  }

  /** Renders the steps on the phone for the method that is shown. */
  steps(view: View, around: RenderContext): TemplateResult {
    return steps(view, around);
  }

  /** Renders the way to support with what it is about; nothing where support is not known. */
  support(view: View, about: Reported | null): unknown {
    return support(view, about);
  }

  /** Renders the way to another screen, from a phone that cannot scan its own. */
  handOff(view: View, around: RenderContext): TemplateResult {
    return handOff({ view, around, address: this.#address, templates: this.#templates });
  }

  /** Returns whether the owner has to open WhatsApp on the phone soon. */
  warns({ line }: View): boolean {
    return toneOfAbsence(line.phoneSeenAt, line.serverNow) !== null;
  }

  /** Renders what is known of a connected line, and warns before WhatsApp unlinks it. */
  line(view: View): unknown {
    return lineDetails(view);
  }
}
