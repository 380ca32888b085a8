// How each failure of the catalogue is brought about for a page that shows it.

import type { DemoFailure, FailureWay, Scene } from "./service.ts";

/** Failures that do not park the session. */
const WAYS: Readonly<Record<string, FailureWay>> = {
  INVALID_PHONE: "asked",
  PHONE_MISMATCH: "asked",
  PHONE_IN_USE: "asked",
  STORE_UNAVAILABLE: "asked",
  TOO_MANY_REQUESTS: "asked",
  SUPERSEDED: "told",
  NO_PASSKEY_REQUESTED: "told",
  PASSKEY_OUTDATED: "passkey",
  PASSKEY_ALREADY_ANSWERED: "passkey",
  PASSKEY_INVALID: "passkey",
  UNAUTHORIZED: "shut-out",
  FORBIDDEN: "shut-out",
};

/** Failures that only programs meet, and no owner's page. */
const UNSEEN = [
  ...["NOT_FOUND", "BAD_REQUEST", "NOT_CONNECTED", "MEDIA_GONE", "MEDIA_UNAVAILABLE", "MEDIA_DAMAGED"],
  ...["MEDIA_STORE_FULL", "MEDIA_STORE_UNAVAILABLE"],
];

/** Failures that leave a linked phone linked. */
const LINKED = [
  ...["CREDENTIALS_CONFLICT", "REPLACED", "TEMPORARILY_BANNED", "ACCOUNT_LOCKED", "CLIENT_OUTDATED", "DISCONNECTED"],
  ...["RESTART_LIMIT", "INTERNAL"],
];

/** Returns how a failure reaches an owner's page; null where it never does. */
export function wayOf(code: string): FailureWay | null {
  return UNSEEN.includes(code) ? null : (WAYS[code] ?? "parked");
}

export function sceneOf(failure: DemoFailure): Scene {
  const way = wayOf(failure.code);
  const linked = LINKED.includes(failure.code);
  return way === null ? { start: "idle" } : { start: "idle", failure: { way, failure, linked } };
}

/** Reads a failure from the attributes that the page was built with. */
export function failureFrom({ code, ru, en, action, retry }: DOMStringMap): DemoFailure {
  return {
    ...{ code: code ?? "", ru: ru ?? "", en: en ?? "", userAction: action ?? "none" },
    retryAfterMs: retry === undefined ? null : Number(retry),
  };
}
