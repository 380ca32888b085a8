// Shape of a language: the same keys in each, those of English.

import type { ErrorCode } from "@linekeeper/client";

import type * as english from "./en.ts";

export type ElementKey = keyof typeof english.element;
export type MoreKey = keyof typeof english.more;
export type PasskeyKey = keyof typeof english.passkey;
export type HostedKey = keyof typeof english.hosted;

export type ElementTexts = Readonly<Record<ElementKey, string>>;
export type MoreTexts = Readonly<Record<MoreKey, string>>;
export type PasskeyTexts = Readonly<Record<PasskeyKey, string>>;
export type HostedTexts = Readonly<Record<HostedKey, string>>;

/** Error codes whose sentence an owner never reads, with the reason. */
export const UNSEEN = {
  UNAUTHORIZED: "the token is refused: the element shows the screen without a valid link",
  NOT_FOUND: "answers HTTP requests for unknown paths; the element uses the socket only",
  BAD_REQUEST: "answers malformed frames, which the client does not send",
  CODE_EXPIRED: "the element says it in its own words, with a button for the rest",
  OFFLINE: "the banner of the lost connection says it",
  NO_ANSWER: "the element says it in its own words",
  NOT_CONNECTED: "an answer to programs that need the line",
  MEDIA_GONE: "an answer to programs that ask for a file",
  MEDIA_UNAVAILABLE: "an answer to programs that ask for a file",
  MEDIA_DAMAGED: "an answer to programs that ask for a file",
  MEDIA_STORE_FULL: "an answer to programs that ask for a file",
  MEDIA_STORE_UNAVAILABLE: "an answer to programs that ask for a file",
} as const satisfies Partial<Record<ErrorCode, string>>;

export type OwnersCode = Exclude<ErrorCode, keyof typeof UNSEEN>;

/** Sentences of error codes, for languages that the service does not speak. */
export type FailureTexts = Readonly<Record<OwnersCode, string>>;

/**
 * Texts of the element in one language, as they are loaded; `failures` where the service's are not used, `more` where
 * the parts that are loaded later do not have them: English.
 */
export interface LoadedTexts {
  readonly element: ElementTexts;
  readonly more?: MoreTexts;
  readonly failures?: FailureTexts;
}

/** One language: a file of this folder. */
export interface Dictionary extends LoadedTexts {
  readonly more: MoreTexts;
  readonly passkey: PasskeyTexts;
  readonly hosted: HostedTexts;
}
