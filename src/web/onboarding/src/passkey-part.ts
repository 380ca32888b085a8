// Screens of a passkey, whose code is loaded when WhatsApp asks for one: most people never see them.

import { html, type TemplateResult } from "lit";

import type { PasskeyTexts } from "./languages/dictionary.ts";
import type { Language } from "./languages/known.ts";
import { lendLit } from "./modules.ts";
import { serviceModule } from "./origin.ts";
import type { RenderContext } from "./parts/actions.ts";
import { cancelButton, copyButton, heading, spinner } from "./parts/common.ts";
import type { PasskeyElement, PasskeyScreens } from "./passkey/main.ts";
import { say } from "./texts.ts";
import type { View } from "./view.ts";

type Loaded = typeof import("./passkey/main.ts");

/** Loads the screens; `attempt` counts from 1. Replaced in tests. */
export type LoadPasskey = (attempt: number) => Promise<Loaded>;

/** Loads the texts of these screens in a language other than English. Replaced in tests. */
export type LoadPasskeyTexts = (language: Language, attempt: number) => Promise<PasskeyTexts>;

/** Paths of the built modules beside this script; set by the build. */
declare const PASSKEY_MODULE: string;
declare const PASSKEY_LANGUAGE_MODULES: Readonly<Record<string, string>>;

/** Loads the screens from where this script was loaded, or from the service. */
export function loadFrom(service: string): LoadPasskey {
  lendLit();
  return (attempt) => import(/* @vite-ignore */ serviceModule(PASSKEY_MODULE, service, attempt)) as Promise<Loaded>;
}

export function passkeyTextsFrom(service: string): LoadPasskeyTexts {
  return async (language, attempt) => {
    const path = PASSKEY_LANGUAGE_MODULES[language] ?? "";
    const texts = await import(/* @vite-ignore */ serviceModule(path, service, attempt));
    return (texts as { default: PasskeyTexts }).default;
  };
}

/** How the screens and their texts are loaded. */
export interface PasskeyLoading {
  readonly screens: LoadPasskey;
  readonly texts: LoadPasskeyTexts;
}

export class PasskeyPart {
  #element: PasskeyElement;
  #loading: PasskeyLoading;
  #addTexts: Loaded["addTexts"] | null = null;
  /** Language of these screens: after a switch the one before, until the other is loaded. */
  #language: Language = "en";
  #there = new Set<Language>(["en"]);
  /** Languages that have been asked for, once each. */
  #asked = new Set<Language>(["en"]);
  #screens: PasskeyScreens | null = null;
  #state: "unloaded" | "loading" | "failed" | "loaded" = "unloaded";
  #attempts = 0;

  constructor(element: PasskeyElement, loading: PasskeyLoading) {
    this.#element = element;
    this.#loading = loading;
  }

  /** Follows the view; loads the screens at the first request for a passkey. */
  follow({ passkey, canAsk, language }: View): void {
    if (passkey !== null && this.#state === "unloaded") void this.#begin(language);
    if (passkey !== null && this.#state === "loaded") this.#speak(language);
    this.#screens?.follow(passkey, canAsk);
  }

  /** Returns what screen readers say of the view. */
  announcement(view: View): string {
    return view.passkey === null
      ? view.announcement
      : (this.#screens?.announcement(this.#inLanguage(view)) ?? view.announcement);
  }

  /** Ends what is under way: the element is taken away, or follows another session. */
  end(): void {
    this.#screens?.follow(null, false);
  }

  readonly render = (view: View, around: RenderContext): unknown => {
    if (this.#screens !== null) return this.#screens.render(this.#inLanguage(view), around);
    return this.#state === "failed" ? this.#failed(view, around) : waiting(view, around);
  };

  #failed({ language }: View, { headingLevel }: RenderContext): TemplateResult {
    return html`<div class="stage">
      ${heading(say(language, "passkey"), headingLevel, "lead")}
      <p role="alert">${say(language, "partFailed")}</p>
      <button type="button" class="primary" data-load @click=${() => void this.#begin(language)}>
        ${say(language, "tryAgain")}
      </button>
    </div>`;
  }

  #inLanguage(view: View): View {
    return { ...view, language: this.#language };
  }

  async #begin(language: Language): Promise<void> {
    this.#state = "loading";
    this.#attempts += 1;
    this.#element.changed();
    try {
      const [{ PasskeyScreens: Screens, styles, addTexts }, texts] = await Promise.all([
        this.#loading.screens(this.#attempts),
        language === "en" ? null : this.#loading.texts(language, this.#attempts),
      ]);
      if (texts !== null) addTexts(language, texts);
      this.#addTexts = addTexts;
      this.#language = language;
      this.#there.add(language);
      this.#asked.add(language);
      this.#element.adopt(styles);
      this.#screens = new Screens(this.#element, { heading, spinner, copyButton, cancelButton });
      this.#state = "loaded";
    } catch {
      this.#state = "failed";
    }
    this.#element.changed();
  }

  /** Switches the language of the loaded screens, once it is there; one that does not load leaves the one before. */
  #speak(language: Language): void {
    if (this.#there.has(language)) this.#language = language;
    if (this.#asked.has(language)) return;
    this.#asked.add(language);
    this.#loading.texts(language, 1).then(
      (texts) => {
        this.#addTexts?.(language, texts);
        this.#there.add(language);
        this.#element.changed();
      },
      () => undefined,
    );
  }
}

function waiting({ language }: View, { headingLevel }: RenderContext): TemplateResult {
  return html`<div class="stage">${spinner} ${heading(say(language, "passkey"), headingLevel, "lead")}</div>`;
}
