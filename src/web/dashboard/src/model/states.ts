// The states of a session, as operators tell them apart.

import type { StateName } from "@linekeeper/client";

/** What needs somebody first: the order of filters, and of rows sorted by state. */
export const STATES: readonly StateName[] = [
  "error",
  "passkey_required",
  "reconnecting",
  "connecting",
  "creating",
  "waiting_for_pairing_code",
  "pairing_code_sent",
  "idle",
  "connected",
];

const URGENCY = new Map(STATES.map((state, index) => [state, index]));

/** Its place in that order. A state that a newer service knows comes last. */
export function urgency(state: StateName): number {
  return URGENCY.get(state) ?? STATES.length;
}

export function isState(text: string): text is StateName {
  return URGENCY.has(text as StateName);
}

/** A pairing is under way in these. */
const PAIRING: readonly StateName[] = ["creating", "waiting_for_pairing_code", "pairing_code_sent"];

export function isPairing(state: StateName): boolean {
  return PAIRING.includes(state);
}
