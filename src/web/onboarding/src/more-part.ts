// The parts that the first screen can do without: the steps on the phone, the ways to people and to another screen,
// what is known of the line. They are loaded at the beginning, while the socket is opened.

import { serviceModule } from "./origin.ts";
import type { MoreScreens, More } from "./more/main.ts";
import { lendLit } from "./modules.ts";

/** Loads the parts; `attempt` counts from 1. Replaced in tests. */
export type LoadMore = (attempt: number) => Promise<More> | More;

/** Path of the built module beside this script; set by the build. */
declare const MORE_MODULE: string;

/** Loads the parts from where this script was loaded, or from the service. */
export function moreFrom(service: string): LoadMore {
  lendLit();
  return (attempt) => import(/* @vite-ignore */ serviceModule(MORE_MODULE, service, attempt)) as Promise<More>;
}

/** Time for the parts before the first screen is shown without them, in milliseconds. */
const PATIENCE_MS = 3000;
/** Pause before another attempt, in milliseconds. */
const PAUSE_MS = 5000;
const MOST_ATTEMPTS = 3;

export class MorePart {
  #load: LoadMore;
  #loaded: (module: More) => MoreScreens;
  #changed: () => void;
  #screens: MoreScreens | null = null;
  #attempts = 0;
  #since: number | null = null;
  /** Time from which it may be tried again; null while an attempt is under way. */
  #next: number | null = 0;

  /** @param loaded is called once with the module, and returns its screens */
  constructor(load: LoadMore, loaded: (module: More) => MoreScreens, changed: () => void) {
    this.#load = load;
    this.#loaded = loaded;
    this.#changed = changed;
  }

  /** The screens; null until they are loaded. */
  get screens(): MoreScreens | null {
    return this.#screens;
  }

  /** Loads the parts; returns whether they are there, or need not be waited for. */
  follow(now: number): boolean {
    this.#since ??= now;
    if (this.#screens === null && this.#next !== null && now >= this.#next && this.#attempts < MOST_ATTEMPTS)
      this.#try();
    const hasFailed = this.#next !== null && this.#attempts > 0;
    return this.#screens !== null || hasFailed || now - this.#since >= PATIENCE_MS;
  }

  #try(): void {
    this.#attempts += 1;
    this.#next = null;
    try {
      const module = this.#load(this.#attempts);
      if (!(module instanceof Promise)) this.#take(module);
      else
        module.then(
          (loaded) => this.#take(loaded),
          () => this.#fail(),
        );
    } catch {
      this.#fail();
    }
  }

  #take(module: More): void {
    this.#screens = this.#loaded(module);
    this.#changed();
  }

  #fail(): void {
    this.#next = Date.now() + PAUSE_MS;
    this.#changed();
  }
}
