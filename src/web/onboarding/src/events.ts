// What the page around is told.

import type { Method } from "./facts.ts";
import type { Step } from "./screen.ts";

export interface StateDetail {
  readonly company: string | null;
  readonly step: Step;
  /** The code of the failure that is shown. */
  readonly code: string | null;
  /** Which of the two ways to link is open. */
  readonly by: Method;
  /** Whether the person or the page has chosen it. */
  readonly chosen: boolean;
}

export interface ConnectedDetail {
  readonly company: string;
  /** Masked. */
  readonly phoneNumber: string | null;
}

export interface ErrorDetail {
  readonly company: string | null;
  readonly code: string;
  /** In the element's language. */
  readonly message: string;
  readonly correlationId: string | null;
}

export interface OnboardingEvents {
  "linekeeper-state": CustomEvent<StateDetail>;
  "linekeeper-connected": CustomEvent<ConnectedDetail>;
  "linekeeper-error": CustomEvent<ErrorDetail>;
}

/** Tells it; the event leaves the shadow and bubbles. */
export function tell<Name extends keyof OnboardingEvents>(
  element: HTMLElement,
  name: Name,
  detail: OnboardingEvents[Name]["detail"],
): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap extends OnboardingEvents {}
}
