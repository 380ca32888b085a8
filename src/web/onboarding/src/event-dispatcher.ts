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
  /** Whether this page has seen what a connection would be the success of: no line, or a phone that is being linked. */
  #awaits = false;

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
      const isDone = this.#awaits || this.#connected !== null;
      this.#connected = status.phone ?? "";
      this.#awaits = false;
      const detail = { company, phoneNumber: status.phone };
      tell(this.#element, "linekeeper-connected", detail);
      if (isDone) tell(this.#element, "linekeeper-done", detail);
    }
    if (status !== null && (!status.linked || status.pairing !== null)) this.#awaits = true;
  }

  #tellState({ company, step, problem, by, changing }: View, { qr, code, passkey, chosen }: Model): void {
    const detail: StateDetail = { company, step, code: problem?.code ?? null, by, chosen, changing: changing !== null };
    // A new QR, code or challenge within the same step counts as a change.
    const state = JSON.stringify([detail, qr?.text, code?.code, passkey?.challengeId]);
    if (state === this.#state) return;
    this.#state = state;
    tell(this.#element, "linekeeper-state", detail);
  }

  #tellFailure({ company, problem }: View): void {
    const failure = problem === null ? "" : JSON.stringify([company, problem.code, problem.reference]);
    if (failure === this.#failure) return;
    this.#failure = failure;
    if (problem === null) return;
    const { code, message, reference: correlationId } = problem;
    tell(this.#element, "linekeeper-error", { company, code, message, correlationId });
  }
}
