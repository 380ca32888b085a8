// Texts sent in this tab. The simulator reports only the texts that a phone has received.

export interface SentText {
  readonly to: string;
  readonly id: string;
  readonly text: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** Number of linked devices it was sent to. */
  readonly devices: number;
}

const LIMIT = 200;

/** Keeps the sent texts of a number in the tab's storage, where the browser allows it. */
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

  /**
   * Adds a text.
   * @returns all texts with the new one, whether or not it could be stored
   */
  add(text: SentText): readonly SentText[] {
    const next = [...this.all(), text].slice(-LIMIT);
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(next));
    } catch {
      // The storage is full or denied: the page still shows the text.
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
