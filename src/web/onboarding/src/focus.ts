// Focus management and screen reader announcements when the step changes.

import type { CopyState } from "./parts/actions.ts";
import type { Step } from "./screen.ts";
import { say } from "./texts.ts";
import type { View } from "./view.ts";

/** Part of the element that focus management needs. */
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

  /** Records before a change whether the focus is inside the element. */
  remember(): void {
    this.#had = this.#element.shadowRoot?.activeElement != null;
  }

  /**
   * Moves the focus after a change. A focus that was inside goes to the heading of the new step, or of the current one
   * if the focused button has vanished; a focus elsewhere on the page is never taken.
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

  /** Focuses the field or the heading of the step. */
  first(options: FocusOptions = { preventScroll: true }): HTMLElement | null {
    const root = this.#element.renderRoot;
    const target = root.querySelector<HTMLElement>("#number") ?? root.querySelector<HTMLElement>("[data-heading]");
    const fallback = root.querySelector<HTMLElement>(".title");
    (target ?? fallback)?.focus(options);
    return target;
  }

  /**
   * Announces a change. A heading that has just received the focus is read out anyway and not announced; an
   * announcement that was only interrupted by a copy result is not repeated.
   */
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
