// Dispatches the element's events, once per change.

import { tell, type StateDetail } from "./events.ts";
import type { Model } from "./model.ts";
import type { View } from "./view.ts";

export class EventDispatcher {
  #element: HTMLElement;
  #state = "";
  #failure = "";
  #connected = false;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  tell(view: View, model: Model): void {
    this.#tellState(view, model);
    this.#tellFailure(view);
    const connected = view.step === "connected";
    if (connected && !this.#connected && view.company !== null) {
      tell(this.#element, "linekeeper-connected", { company: view.company, phoneNumber: model.status?.phone ?? null });
    }
    this.#connected = connected;
  }

  #tellState({ company, step, alert, by }: View, { qr, code, chosen }: Model): void {
    const detail: StateDetail = { company, step, code: alert?.code ?? null, by, chosen };
    // A new QR or code within the same step counts as a change.
    const state = JSON.stringify([detail, qr?.text, code?.code]);
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
