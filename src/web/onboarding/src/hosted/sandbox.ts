// Sandbox only: publishes the QR on this screen on a channel within this origin, so that the virtual phone in another
// tab can scan it. Outside of a sandbox it is not created.

import { digitsOf } from "@linekeeper/ui/format.ts";
import { plainNumber } from "@linekeeper/ui/number.ts";
import { withQuery } from "@linekeeper/ui/address.ts";

import type { Language } from "../languages/known.ts";

export const CHANNEL = "linekeeper-sandbox";

/** QR on the screen. */
export interface ShownQr {
  readonly company: string;
  readonly text: string;
  /** Time at which the next QR replaces it, a timestamp of the service. */
  readonly expiresAt: string;
}

export type SandboxMessage =
  | ({ readonly type: "qr" } & ShownQr)
  | { readonly type: "qr-gone"; readonly company: string }
  | { readonly type: "who-shows" };

/** Part of a BroadcastChannel that is needed. */
export interface Channel {
  postMessage(message: SandboxMessage): void;
  addEventListener(type: "message", heard: (event: { data: unknown }) => void): void;
}

export class QrOnScreen {
  #channel: Channel;
  #shown: ShownQr | null = null;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.addEventListener("message", ({ data }) => {
      if ((data as SandboxMessage | null)?.type === "who-shows") this.#tell();
    });
  }

  get shown(): ShownQr | null {
    return this.#shown;
  }

  /** Sets the QR on the screen; null for none. */
  show(now: ShownQr | null): void {
    const before = this.#shown;
    if (before?.company === now?.company && before?.text === now?.text) return;
    this.#shown = now;
    if (before !== null && before.company !== now?.company) {
      this.#channel.postMessage({ type: "qr-gone", company: before.company });
    }
    this.#tell();
  }

  #tell(): void {
    if (this.#shown !== null) this.#channel.postMessage({ type: "qr", ...this.#shown });
  }
}

/** Languages of the virtual phone, for those whose second language is Russian and for everybody else. */
const PHONE_LANGUAGES = { ru: "ru", kk: "ru", uz: "ru", en: "en", es: "en", pt: "en" } as const;

/** Returns the URL of the virtual phone with the number being linked. */
export function virtualPhone(number: string | null, language: Language): string {
  return `/sandbox/phone${withQuery("", { number: digitsOf(plainNumber(number ?? "")) || null, lang: PHONE_LANGUAGES[language] })}`;
}
