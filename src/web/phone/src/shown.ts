// QRs that other tabs of this origin show now: what the phone's camera can see.

import { parseTime } from "@linekeeper/ui/format.ts";

/** The channel on which pages of a sandbox say which QR they show. */
export const CHANNEL = "linekeeper-sandbox";

export interface ShownQr {
  readonly company: string;
  readonly text: string;
  /** Milliseconds since 1970; null if it was not said. */
  readonly expiresAt: number | null;
}

export type ShownQrs = readonly ShownQr[];

/** The QRs after a message: one per company, newest first. What is no message of ours changes nothing. */
export function heard(shown: ShownQrs, message: unknown): ShownQrs {
  const { type, company, text, expiresAt } = (message ?? {}) as Record<string, unknown>;
  if (typeof company !== "string") return shown;
  const others = shown.filter((one) => one.company !== company);
  if (type === "qr-gone") return others.length === shown.length ? shown : others;
  if (type !== "qr" || typeof text !== "string" || text === "") return shown;
  return [{ company, text, expiresAt: typeof expiresAt === "number" ? expiresAt : parseTime(expiresAt) }, ...others];
}

/** Without those whose time is over: a tab that was closed says nothing any more. */
export function live(shown: ShownQrs, now: number): ShownQrs {
  return shown.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/** Listens to the other tabs, and asks them at once. */
export class ShownQrChannel {
  readonly #channel: BroadcastChannel;
  #shown: ShownQrs = [];

  constructor(changed: (shown: ShownQrs) => void) {
    this.#channel = new BroadcastChannel(CHANNEL);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const shown = heard(this.#shown, data);
      if (shown === this.#shown) return;
      this.#shown = shown;
      changed(shown);
    };
    this.ask();
  }

  ask(): void {
    this.#channel.postMessage({ type: "who-shows" });
  }

  close(): void {
    this.#channel.close();
  }
}
