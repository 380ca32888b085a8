// Session states, as operators distinguish them.

import type { StateName } from "@linekeeper/client";

/** States by urgency, most urgent first: the order of filters, and of rows sorted by state. */
export const STATES: readonly StateName[] = [
  "error",
  "passkey_required",
  "waiting_for_passkey",
  "confirming_passkey",
  "checking_passkey",
  "reconnecting",
  "connecting",
  "creating",
  "waiting_for_pairing_code",
  "pairing_code_sent",
  "idle",
  "connected",
];

const URGENCY = new Map(STATES.map((state, index) => [state, index]));

/** Returns the position in that order. An unknown state, of a newer service, comes last. */
export function urgency(state: StateName): number {
  return URGENCY.get(state) ?? STATES.length;
}

export function isState(text: string): text is StateName {
  return URGENCY.has(text as StateName);
}

/** States in which a pairing is in progress. */
const PAIRING: readonly StateName[] = [
  ...(["creating", "waiting_for_pairing_code", "pairing_code_sent"] as const),
  ...(["waiting_for_passkey", "checking_passkey", "confirming_passkey"] as const),
];

export function isPairing(state: StateName): boolean {
  return PAIRING.includes(state);
}
