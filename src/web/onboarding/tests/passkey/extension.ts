// Fake extension in the page's own window, as its content script would be there.

import { vi } from "vitest";

interface Said {
  readonly type: string;
  readonly id: string;
  readonly options?: string;
}

export class FakeExtension {
  isThere = true;
  readonly asked: Said[] = [];
  /** Ids of requests that the page has cancelled. */
  readonly cancelled: string[] = [];

  constructor() {
    vi.spyOn(window, "postMessage").mockImplementation((data: unknown) => this.#hears(data as Said));
  }

  get last(): Said {
    return this.asked.at(-1)!;
  }

  signs(assertion: string): void {
    this.#says({ id: this.last.id, type: "result", assertion });
  }

  fails(code: string): void {
    this.#says({ id: this.last.id, type: "error", code });
  }

  #hears(message: Said): void {
    if (!this.isThere) return;
    if (message.type === "find") this.#says({ id: message.id, type: "found", version: "0.1.0" });
    if (message.type === "cancel") this.cancelled.push(message.id);
    if (message.type !== "request") return;
    this.asked.push(message);
    this.#says({ id: message.id, type: "started" });
  }

  #says(message: object): void {
    const data = { channel: "linekeeper-passkey", v: 1, from: "extension", ...message };
    queueMicrotask(() => window.dispatchEvent(Object.assign(new Event("message"), { data, source: window })));
  }
}
