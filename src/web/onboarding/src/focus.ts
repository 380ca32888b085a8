// Where the focus goes and what is read out when a step gives way to another.

import type { CopyState } from "./parts/actions.ts";
import type { Step } from "./screen.ts";
import { say } from "./texts.ts";
import type { View } from "./view.ts";

/** What it needs of the element. */
export interface Focusable {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly shadowRoot: ShadowRoot | null;
}

export class Focus {
  #element: Focusable;
  #had = false;
  #step: Step | null = null;
  #said = "";
  #copied: CopyState | null = null;

  constructor(element: Focusable) {
    this.#element = element;
  }

  /** Before a change: whether the focus is inside. */
  remember(): void {
    this.#had = this.#element.shadowRoot?.activeElement != null;
  }

  /**
   * After a change. Whoever was inside is taken to the heading of what is new, or of what is left when a button has vanished
   * under the finger; a page around never loses its focus to us.
   */
  follow(view: View, copied: CopyState | null): void {
    const moved = this.#step !== null && view.step !== this.#step;
    this.#step = view.step;
    const active = this.#element.shadowRoot?.activeElement ?? null;
    const stays = active !== null && (active.closest("dialog, [role=tab]") !== null || !moved);
    const goes = this.#had && !stays;
    const heading = goes ? this.first() : null;
    this.#announce(view, copied, heading);
  }

  /** Puts the focus on the field or the heading of the step. */
  first(options: FocusOptions = { preventScroll: true }): HTMLElement | null {
    const root = this.#element.renderRoot;
    const target = root.querySelector<HTMLElement>("#number") ?? root.querySelector<HTMLElement>("[data-heading]");
    const fallback = root.querySelector<HTMLElement>(".title");
    (target ?? fallback)?.focus(options);
    return target;
  }

  /** What has just got the focus is read out anyway; what was read before a word in between is not read again. */
  #announce({ announcement, language }: View, copied: CopyState | null, heading: HTMLElement | null): void {
    const region = this.#element.renderRoot.querySelector("[data-announcement]");
    if (region === null) return;
    if (copied !== null && copied !== this.#copied)
      region.textContent = say(language, copied.done ? "copied" : "copyFailed");
    this.#copied = copied;
    if (announcement === this.#said) return;
    this.#said = announcement;
    region.textContent = heading?.textContent?.trim() === announcement ? "" : announcement;
  }
}
