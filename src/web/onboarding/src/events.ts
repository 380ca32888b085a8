// Events that the element dispatches to the surrounding page.

import type { Method } from "./facts.ts";
import type { Step } from "./screen.ts";

export interface StateDetail {
  readonly company: string | null;
  readonly step: Step;
  /** Code of the failure shown; null for none. */
  readonly code: string | null;
  /** Selected method. */
  readonly by: Method;
  /** Whether the person or the page has selected it; false for the default. */
  readonly chosen: boolean;
  /** Whether the number is being changed: the line stays as it is meanwhile. */
  readonly changing: boolean;
}

export interface ConnectedDetail {
  readonly company: string;
  /** Masked number. */
  readonly phoneNumber: string | null;
}

export interface ErrorDetail {
  readonly company: string | null;
  readonly code: string;
  /** Message in the element's language. */
  readonly message: string;
  readonly correlationId: string | null;
}

export interface ExitDetail {
  readonly company: string | null;
  readonly step: Step;
  /** Whether the session is connected. */
  readonly connected: boolean;
}

export interface OnboardingEvents {
  "linekeeper-state": CustomEvent<StateDetail>;
  "linekeeper-connected": CustomEvent<ConnectedDetail>;
  "linekeeper-error": CustomEvent<ErrorDetail>;
  "linekeeper-done": CustomEvent<ConnectedDetail>;
  "linekeeper-exit": CustomEvent<ExitDetail>;
}

/**
 * Dispatches an event that bubbles and leaves the shadow root.
 * @returns whether the page around leaves the rest to the element: it has not called `preventDefault()`
 */
export function tell<Name extends keyof OnboardingEvents>(
  element: HTMLElement,
  name: Name,
  detail: OnboardingEvents[Name]["detail"],
): boolean {
  const cancelable = name === "linekeeper-exit";
  return element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
}

declare global {
  interface HTMLElementEventMap extends OnboardingEvents {}
}
