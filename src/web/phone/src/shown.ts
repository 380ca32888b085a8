// QRs that other tabs of this origin show: what the phone's camera sees.

import { parseTime } from "@linekeeper/ui/format.ts";

/** Channel on which a sandbox's pages publish the QR they show. */
export const CHANNEL = "linekeeper-sandbox";

export interface ShownQr {
  readonly company: string;
  readonly text: string;
  /** Milliseconds since 1970; null if unknown. */
  readonly expiresAt: number | null;
}

export type ShownQrs = readonly ShownQr[];

/** Applies a message: one QR per company, newest first. Unknown messages change nothing. */
export function heard(shown: ShownQrs, message: unknown): ShownQrs {
  const { type, company, text, expiresAt } = (message ?? {}) as Record<string, unknown>;
  if (typeof company !== "string") return shown;
  const others = shown.filter((one) => one.company !== company);
  if (type === "qr-gone") return others.length === shown.length ? shown : others;
  if (type !== "qr" || typeof text !== "string" || text === "") return shown;
  return [{ company, text, expiresAt: typeof expiresAt === "number" ? expiresAt : parseTime(expiresAt) }, ...others];
}

/** Leaves out expired QRs: a tab may have closed without withdrawing its own. */
export function live(shown: ShownQrs, now: number): ShownQrs {
  return shown.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/** Listens to other tabs, and asks them at once which QR they show. */
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
