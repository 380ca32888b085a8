// The language that all parts speak: chosen in the header, remembered in this browser, else what the browser prefers.

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

/** Calls back at each change; gives back what ends that. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A dictionary's voice in the language chosen. */
export function voice<Key extends string>(texts: Texts<Key>): (key: Key, parameters?: Parameters) => string {
  const say = sayFrom(texts);
  return (key, parameters) => say(chosen, key, parameters);
}

/** A browser may keep its storage to itself; then the choice lasts as long as the page. */
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
