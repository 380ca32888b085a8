// Dispatches the element's events, once per change.

import { tell, type StateDetail } from "./events.ts";
import type { Model } from "./model.ts";
import type { View } from "./view.ts";

export class EventDispatcher {
  #element: HTMLElement;
  #state = "";
  #failure = "";
  /** Number with which `linekeeper-connected` was dispatched; null while the session is not connected. */
  #connected: string | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  tell(view: View, model: Model): void {
    this.#tellState(view, model);
    this.#tellFailure(view);
    this.#tellConnected(view, model);
  }

  /** A change of the number leaves the screen and the session connected: it is told only if it has brought another. */
  #tellConnected({ step, company }: View, { status }: Model): void {
    if (status?.state !== "connected") this.#connected = null;
    else if (step === "connected" && company !== null && this.#connected !== (status.phone ?? "")) {
      this.#connected = status.phone ?? "";
      tell(this.#element, "linekeeper-connected", { company, phoneNumber: status.phone });
    }
  }

  #tellState({ company, step, alert, by, changing }: View, { qr, code, passkey, chosen }: Model): void {
    const detail: StateDetail = { company, step, code: alert?.code ?? null, by, chosen, changing: changing !== null };
    // A new QR, code or challenge within the same step counts as a change.
    const state = JSON.stringify([detail, qr?.text, code?.code, passkey?.challengeId]);
    if (state === this.#state) return;
    this.#state = state;
    tell(this.#element, "linekeeper-state", detail);
  }

  #tellFailure({ company, alert }: View): void {
    const failure = alert?.code ? JSON.stringify([company, alert.code, alert.reference]) : "";
    if (failure === this.#failure) return;
    this.#failure = failure;
    if (!alert?.code) return;
    tell(this.#element, "linekeeper-error", {
      company,
      code: alert.code,
      message: alert.text,
      correlationId: alert.reference,
    });
  }
}
