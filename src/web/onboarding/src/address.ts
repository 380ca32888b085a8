// The page's own address, to go on with it at a computer: copied, shared or as a QR. It may contain the token of a link,
// so it is handed to nobody but the person: the QR is drawn here.

import type { QrDrawing } from "./qr.ts";

/** Loads the drawing of QRs; replaced in tests. */
export type LoadQr = () => Promise<{ qrDrawing(text: string): QrDrawing }>;

export class Address {
  /** QR of the address; null until it is asked for, `failed` if it could not be drawn. */
  qr: QrDrawing | "failed" | null = null;
  #text: () => string;
  #changed: () => void;
  #load: LoadQr;

  constructor(text: () => string, changed: () => void, load: LoadQr = () => import("./qr.ts")) {
    this.#text = text;
    this.#changed = changed;
    this.#load = load;
  }

  /** The whole address. */
  get text(): string {
    return this.#text();
  }

  /** Host and path, as people recognise a page. */
  get short(): string {
    const { host, pathname } = new URL(this.#text());
    return `${host}${pathname === "/" ? "" : pathname}`;
  }

  get canShare(): boolean {
    return typeof navigator.share === "function";
  }

  /** Opens the device's share sheet. */
  share = async (title: string): Promise<void> => {
    // The person closed the sheet, or it is not allowed here: the address can still be copied.
    await navigator.share({ title, url: this.#text() }).catch(() => undefined);
  };

  drawQr = async (): Promise<void> => {
    try {
      this.qr = (await this.#load()).qrDrawing(this.#text());
    } catch {
      this.qr = "failed";
    }
    this.#changed();
  };
}
