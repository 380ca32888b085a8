// Language of all parts: chosen in the header and remembered in this browser, else the browser's preference.

import { knownLanguage, languageOf, sayFrom, type Language, type Parameters, type Texts } from "@linekeeper/ui/i18n.ts";

const KEPT = "linekeeper.language";

let chosen: Language = languageOf(kept(), ...navigator.languages);
const listeners = new Set<() => void>();

export function language(): Language {
  return chosen;
}

export function choose(next: Language): void {
  if (next === chosen) return;
  chosen = next;
  keep(next);
  for (const listener of listeners) listener();
}

/** Subscribes to language changes; returns the function that unsubscribes. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Creates the lookup function of a dictionary in the chosen language. */
export function voice<Key extends string>(texts: Texts<Key>): (key: Key, parameters?: Parameters) => string {
  const say = sayFrom(texts);
  return (key, parameters) => say(chosen, key, parameters);
}

/**
 * Reads the remembered language. A browser may deny access to its storage; then the choice lasts as long as the page.
 */
function kept(): Language | null {
  try {
    return knownLanguage(localStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function keep(value: Language): void {
  try {
    localStorage.setItem(KEPT, value);
  } catch {
    return;
  }
}
