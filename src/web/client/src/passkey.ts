// WhatsApp's request for the account's passkey while a phone is being linked: the challenge, its code, and their loss.

import { isChanging } from "./change.ts";
import { LineError } from "./error.ts";
import type { ErrorCode, PasskeyShown, StateName, Status } from "./generated/frames.ts";

/** States of a pairing, or of a change of the phone, in which the account's passkey is asked for. */
export type PasskeyState = Extract<StateName, "waiting_for_passkey" | "checking_passkey" | "confirming_passkey">;

/**
 * Challenge to answer, or code to compare. Both are null for options that are no object, of a newer service for
 * example: such a challenge cannot be answered here.
 */
export interface LivePasskey {
  readonly challengeId: string;
  /** WhatsApp's `PublicKeyCredentialRequestOptions` as JSON. */
  readonly options: Readonly<Record<string, unknown>> | null;
  /** Code to compare with the phone's, as `ABCD-EFGH`. */
  readonly code: string | null;
  readonly expiresAt: string;
  /** Whether this client may answer or confirm. */
  readonly mayAnswer: boolean;
}

export type PasskeyChallenge = Omit<LivePasskey, "code" | "options"> & {
  readonly options: Readonly<Record<string, unknown>>;
};

export type PasskeyCode = Omit<LivePasskey, "code" | "options"> & { readonly code: string };

/** Challenge that ended while the connection to the service was lost. */
export interface LostPasskey {
  readonly challengeId: string;
  /** Error code of the session, or of the change of its phone; null where the service knows nothing of the challenge. */
  readonly code: ErrorCode | null;
}

/** What of a challenge is new since it was last told. */
export type PasskeyUpdate =
  | { readonly kind: "challenge"; readonly challenge: PasskeyChallenge }
  | { readonly kind: "code"; readonly code: PasskeyCode }
  | { readonly kind: "lost"; readonly lost: LostPasskey };

/** Most UTF-8 bytes of an assertion. The service closes the socket of a client that sends far more. */
const MAX_BYTES = 16_384;

const STATES: readonly string[] = ["waiting_for_passkey", "checking_passkey", "confirming_passkey"];

/** Returns the passkey state of the pairing or of the change of the phone; null in any other state. */
export function passkeyStateOf(status: Pick<Status, "state" | "change">): PasskeyState | null {
  const state: string = status.change && isChanging(status) ? status.change.state : status.state;
  return STATES.includes(state) ? (state as PasskeyState) : null;
}

/** Converts what a picture or a frame shows; null when it names no challenge. */
export function livePasskeyOf(shown: Partial<PasskeyShown> | null | undefined): LivePasskey | null {
  if (typeof shown?.challengeId !== "string") return null;
  const { challengeId, options, code, expiresAt, mayAnswer } = shown;
  const isObject = typeof options === "object" && options !== null && !Array.isArray(options);
  return {
    challengeId,
    options: isObject ? { ...options } : null,
    code: typeof code === "string" ? code : null,
    expiresAt: typeof expiresAt === "string" ? expiresAt : "",
    mayAnswer: mayAnswer === true,
  };
}

export function challengeOf(live: LivePasskey | null): PasskeyChallenge | null {
  if (live === null || live.options === null) return null;
  const { challengeId, options, expiresAt, mayAnswer } = live;
  return { challengeId, options, expiresAt, mayAnswer };
}

export function codeOf(live: LivePasskey | null): PasskeyCode | null {
  if (live === null || live.code === null) return null;
  const { challengeId, code, expiresAt, mayAnswer } = live;
  return { challengeId, code, expiresAt, mayAnswer };
}

/**
 * Reads an assertion: an object, or its JSON as the browser extension gives it.
 * @throws {LineError} `PASSKEY_INVALID` for anything else, and for one that is too large to be sent
 */
export function assertionOf(given: object | string): Record<string, unknown> {
  const json = typeof given === "string" ? given : JSON.stringify(given);
  if (new TextEncoder().encode(json).length > MAX_BYTES) throw invalid("it is larger than 16 KiB");
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // No JSON: refused below.
  }
  throw invalid("it is no JSON object");
}

function invalid(detail: string): LineError {
  const text = { ru: "Это не ответ ключа доступа", en: "This is no answer of a passkey" };
  return new LineError({ code: "PASSKEY_INVALID", text, userAction: "retry", detail });
}

/** Follows the challenge from picture to picture. */
export class PasskeyTracker {
  /** Challenge of the pairing in progress, also while its answer is being checked. */
  #challengeId: string | null = null;
  /** Status in which it was seen last. */
  #before: Status | null = null;
  #told = "";
  #wasAway = false;

  /** The connection was lost: the next picture tells what became of the challenge. */
  leave(): void {
    this.#wasAway = true;
  }

  /** Returns whether a challenge was not known before: then no pairing code will come. */
  isNew(live: LivePasskey | null): boolean {
    return live !== null && live.challengeId !== this.#challengeId;
  }

  /** Returns what is new in a picture; null for nothing. */
  take(status: Status, live: LivePasskey | null): PasskeyUpdate | null {
    const wasAway = this.#wasAway;
    const before = this.#challengeId;
    this.#wasAway = false;
    if (live === null && passkeyStateOf(status) === null) {
      this.#challengeId = null;
      this.#told = "";
      return wasAway && before !== null && !this.#isLinked(status) ? lost(before, status) : null;
    }
    this.#challengeId = live?.challengeId ?? before;
    this.#before = status;
    return this.#update(live);
  }

  #update(live: LivePasskey | null): PasskeyUpdate | null {
    const challenge = challengeOf(live);
    const code = codeOf(live);
    const told = JSON.stringify([challenge && "challenge", code?.code, live]);
    if (told === this.#told) return null;
    this.#told = told;
    if (code !== null) return { kind: "code", code };
    return challenge === null ? null : { kind: "challenge", challenge };
  }

  /** Returns whether the phone was linked meanwhile: its line begins, or its number has taken the old one's place. */
  #isLinked({ linked, phoneNumber, change }: Status): boolean {
    if (change != null && change.state !== "failed") return true;
    return linked && (this.#before?.linked !== true || phoneNumber !== this.#before.phoneNumber);
  }
}

function lost(challengeId: string, { code, change }: Status): PasskeyUpdate {
  const reason = change?.state === "failed" ? change.code : code;
  return { kind: "lost", lost: { challengeId, code: reason ?? null } };
}
