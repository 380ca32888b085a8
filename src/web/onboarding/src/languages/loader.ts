// Loads the texts of a language when it is needed, as a module beside the script.

import { serviceModule } from "../origin.ts";
import { addLanguage, hasLanguage } from "../texts.ts";
import type { LoadedTexts } from "./dictionary.ts";
import { DEFAULT, type Language } from "./known.ts";

/** Loads the texts; `attempt` counts from 1. Replaced in tests. */
export type LoadLanguage = (language: Language, attempt: number) => Promise<LoadedTexts>;

/** Paths of the built modules beside this script; set by the build. */
declare const LANGUAGE_MODULES: Readonly<Record<string, string>>;

/** Loads languages from where this script was loaded, or from the service. */
export function languagesFrom(service: string): LoadLanguage {
  return async (language, attempt) => {
    const loaded = await import(/* @vite-ignore */ serviceModule(LANGUAGE_MODULES[language] ?? "", service, attempt));
    return (loaded as { default: LoadedTexts }).default;
  };
}

/** Time for the first language, in milliseconds. Without it English is shown until it comes. */
const PATIENCE_MS = 3000;
/** Pause before a language that did not load is tried again, in milliseconds. */
const PAUSE_MS = 5000;
const MOST_ATTEMPTS = 3;

/** Request for one language. */
interface Load {
  attempts: number;
  /** Time from which it may be tried again; null while it is under way. */
  next: number | null;
}

export class LanguageLoader {
  #load: LoadLanguage;
  #changed: () => void;
  #loads = new Map<Language, Load>();
  #shown: Language | null = null;
  #since: number | null = null;

  constructor(load: LoadLanguage, changed: () => void) {
    this.#load = load;
    this.#changed = changed;
  }

  /**
   * Returns the language to show: the wanted one once it is loaded, until then the one before. Null while nothing has
   * been shown and the wanted one may still come.
   */
  follow(wanted: Language, now: number): Language | null {
    this.#since ??= now;
    if (hasLanguage(wanted)) this.#shown = wanted;
    else {
      this.#want(wanted, now);
      if (this.#hasFailed(wanted) || now - this.#since >= PATIENCE_MS) this.#shown ??= DEFAULT;
    }
    return this.#shown;
  }

  #hasFailed(language: Language): boolean {
    return this.#loads.get(language)?.next != null;
  }

  #want(language: Language, now: number): void {
    const load = this.#loads.get(language) ?? { attempts: 0, next: now };
    if (load.next === null || now < load.next || load.attempts >= MOST_ATTEMPTS) return;
    load.attempts += 1;
    load.next = null;
    this.#loads.set(language, load);
    this.#load(language, load.attempts).then(
      (texts) => {
        addLanguage(language, texts);
        this.#changed();
      },
      () => {
        load.next = Date.now() + PAUSE_MS;
        this.#changed();
      },
    );
  }
}
