// Screens of a passkey, whose code is loaded when WhatsApp asks for one: most people never see them.

import { adoptStyles, html, unsafeCSS, type CSSResultOrNative, type TemplateResult } from "lit";

import { scriptUrl } from "./origin.ts";
import type { RenderContext } from "./parts/actions.ts";
import { cancelButton, copyButton, heading, spinner } from "./parts/common.ts";
import type { PasskeyElement, PasskeyScreens } from "./passkey/main.ts";
import { say } from "./texts.ts";
import type { View } from "./view.ts";

type Loaded = typeof import("./passkey/main.ts");

/** Loads the screens; `attempt` counts from 1. Replaced in tests. */
export type LoadPasskey = (attempt: number) => Promise<Loaded>;

/** Path of the built module beside this script; set by the build. */
declare const PASSKEY_MODULE: string;

/** Loads the screens from where this script was loaded, or from the service. */
export function loadFrom(service: string): LoadPasskey {
  return (attempt) => {
    const url = new URL(PASSKEY_MODULE, scriptUrl ?? `${service.replace(/\/+$/, "")}/`);
    // Browsers remember a module that did not load by its URL.
    if (attempt > 1) url.searchParams.set("attempt", String(attempt));
    return import(/* @vite-ignore */ url.href) as Promise<Loaded>;
  };
}

export class PasskeyPart {
  #element: PasskeyElement;
  #load: LoadPasskey;
  #screens: PasskeyScreens | null = null;
  #state: "unloaded" | "loading" | "failed" | "loaded" = "unloaded";
  #attempts = 0;

  constructor(element: PasskeyElement, load: LoadPasskey) {
    this.#element = element;
    this.#load = load;
  }

  /** Follows the view; loads the screens at the first request for a passkey. */
  follow({ passkey, canAsk }: View): void {
    if (passkey !== null && this.#state === "unloaded") void this.#begin();
    this.#screens?.follow(passkey, canAsk);
  }

  /** Returns what screen readers say of the view. */
  announcement(view: View): string {
    return view.passkey === null ? view.announcement : (this.#screens?.announcement(view) ?? view.announcement);
  }

  /** Ends what is under way: the element is taken away, or follows another session. */
  end(): void {
    this.#screens?.follow(null, false);
  }

  readonly render = (view: View, around: RenderContext): unknown => {
    if (this.#screens !== null) return this.#screens.render(view, around);
    return this.#state === "failed" ? this.#failed(view, around) : waiting(view, around);
  };

  #failed({ language }: View, { headingLevel }: RenderContext): TemplateResult {
    return html`<div class="stage">
      ${heading(say(language, "passkey"), headingLevel, "lead")}
      <p role="alert">${say(language, "partFailed")}</p>
      <button type="button" class="primary" data-load @click=${() => void this.#begin()}>
        ${say(language, "tryAgain")}
      </button>
    </div>`;
  }

  async #begin(): Promise<void> {
    this.#state = "loading";
    this.#attempts += 1;
    this.#element.changed();
    try {
      const { PasskeyScreens: Screens, styles } = await this.#load(this.#attempts);
      this.#element.adopt(styles);
      this.#screens = new Screens(this.#element, { heading, spinner, copyButton, cancelButton });
      this.#state = "loaded";
    } catch {
      this.#state = "failed";
    }
    this.#element.changed();
  }
}

function waiting({ language }: View, { headingLevel }: RenderContext): TemplateResult {
  return html`<div class="stage">${spinner} ${heading(say(language, "passkey"), headingLevel, "lead")}</div>`;
}

/** Adds styles that were loaded later to those of an element. */
export function adoptMore(root: ShadowRoot, own: readonly CSSResultOrNative[], text: string): void {
  adoptStyles(root, [...own, unsafeCSS(text)]);
}
