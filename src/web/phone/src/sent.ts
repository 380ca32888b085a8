// What was sent in this tab. The simulator tells what a phone received only.

export interface SentText {
  readonly to: string;
  readonly id: string;
  readonly text: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** How many linked devices it was for. */
  readonly devices: number;
}

const LIMIT = 200;

/** Remembers sent texts of a number for as long as the tab lives, where the browser allows it. */
export class SentTexts {
  readonly #storage: Storage | null;
  readonly #key: string;

  constructor(number: string, storage: Storage | null) {
    this.#key = `linekeeper-phone-sent-${number}`;
    this.#storage = storage;
  }

  all(): readonly SentText[] {
    try {
      const kept: unknown = JSON.parse(this.#storage?.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isSentText) : [];
    } catch {
      return [];
    }
  }

  /** @returns all of them with the new one, kept or not */
  add(text: SentText): readonly SentText[] {
    const next = [...this.all(), text].slice(-LIMIT);
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(next));
    } catch {
      // A full or forbidden storage: the page still shows it.
    }
    return next;
  }
}

function isSentText(value: unknown): value is SentText {
  const text = value as Partial<Record<keyof SentText, unknown>> | null;
  return (
    typeof text?.to === "string" &&
    typeof text.id === "string" &&
    typeof text.text === "string" &&
    typeof text.at === "number" &&
    typeof text.devices === "number"
  );
}
