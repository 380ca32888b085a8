// The extension's part: looks for it, asks it for an assertion, and hands that to the service. An assertion is for one
// challenge: what belongs to another one is dropped.

import type { PasskeyErrorCode } from "@linekeeper/extension/page.ts";

import type { PasskeyView } from "../view.ts";
import type { HelperDevice } from "./device.ts";

/** The extension; replaced in tests. */
export interface Extension {
  find(timeout: number): Promise<object | null>;
  request(optionsJson: string, options: { signal: AbortSignal }): Promise<string>;
  codeOf(error: unknown): PasskeyErrorCode;
}

/** What the helper needs of the page. */
export interface HelperOwner {
  changed(): void;
  /** Hands an assertion over; resolves to whether it must be sent again. */
  answer(challengeId: string, assertion: string): Promise<boolean>;
}

/** State for the screen. */
export type HelperState = "looking" | "absent" | "ready" | "asking" | "sending";

/** Time that the extension has to answer, and the pause between two questions, in milliseconds. */
const LOOK_MS = 1000;

interface Request {
  readonly challengeId: string;
  readonly aborter: AbortController;
}

export class Helper {
  readonly device: HelperDevice;
  /** Reason why the last request of this challenge failed, until the next one. */
  failure: PasskeyErrorCode | null = null;
  /** WhatsApp asked anew while the extension was working on the request before. */
  wasReplaced = false;
  /** A person has looked for the extension, and it is not there yet. */
  isStillAbsent = false;
  #extension: Extension;
  #owner: HelperOwner;
  #found: boolean | null;
  #isLooking = false;
  #open: { readonly challengeId: string; readonly options: string } | null = null;
  #request: Request | null = null;
  #assertion: { readonly challengeId: string; readonly json: string } | null = null;
  #isSending = false;

  constructor(extension: Extension, owner: HelperOwner, about: { device: HelperDevice; isFound: boolean }) {
    this.#extension = extension;
    this.#owner = owner;
    this.device = about.device;
    this.#found = about.isFound ? true : this.#mayBeFound ? null : false;
  }

  get state(): HelperState {
    if (this.#assertion !== null) return "sending";
    if (this.#request !== null) return "asking";
    if (this.#found === null) return "looking";
    return this.#found ? "ready" : "absent";
  }

  /** Follows the view: aborts what is for another challenge, looks for the extension, sends what waits to be sent. */
  follow(view: PasskeyView | null, canAsk: boolean): void {
    const before = this.#open?.challengeId ?? null;
    this.#open = openOf(view);
    const challengeId = this.#open?.challengeId ?? null;
    if (challengeId !== before) this.#begin(challengeId);
    if (this.#open === null) return;
    void this.#look();
    if (canAsk) void this.#send();
  }

  /** Asks the extension for an assertion of the open challenge. */
  ask = async (): Promise<void> => {
    if (this.#open === null || this.#request !== null || this.#assertion !== null) return;
    const { challengeId, options } = this.#open;
    const request = { challengeId, aborter: new AbortController() };
    this.#request = request;
    this.#forget();
    this.#owner.changed();
    try {
      const json = await this.#extension.request(options, { signal: request.aborter.signal });
      if (this.#request !== request) return;
      this.#assertion = { challengeId, json };
    } catch (error) {
      if (this.#request !== request) return;
      this.#fail(this.#extension.codeOf(error));
    }
    this.#request = null;
    this.#owner.changed();
  };

  /** Aborts the request: its tab of WhatsApp is closed. */
  stop = (): void => {
    const request = this.#request;
    this.#request = null;
    request?.aborter.abort();
    this.#owner.changed();
  };

  /** Looks for the extension at once, for the person who has installed it. */
  lookAgain = async (): Promise<void> => {
    this.isStillAbsent = false;
    this.#owner.changed();
    const isFound = (await this.#extension.find(LOOK_MS)) !== null;
    if (isFound) this.#found = true;
    this.isStillAbsent = !isFound && this.#found !== true;
    this.#owner.changed();
  };

  get #mayBeFound(): boolean {
    return this.device === "chromium" || this.device === "firefox";
  }

  #begin(challengeId: string | null): void {
    const isReplaced = this.#request !== null && challengeId !== null;
    const request = this.#request;
    this.#request = null;
    this.#assertion = null;
    this.#forget();
    this.wasReplaced = isReplaced;
    request?.aborter.abort();
    this.#owner.changed();
  }

  #forget(): void {
    this.failure = null;
    this.wasReplaced = false;
  }

  #fail(code: PasskeyErrorCode): void {
    this.failure = code;
    // It was there before: it is looked for again.
    if (code === "not-found") this.#found = this.#mayBeFound ? null : false;
  }

  /** Looks for the extension until it is there, or nothing is to be answered any more. */
  async #look(): Promise<void> {
    if (this.#isLooking || this.#found === true || !this.#mayBeFound) return;
    this.#isLooking = true;
    while (this.#open !== null && this.#found !== true) {
      const isFound = (await this.#extension.find(LOOK_MS)) !== null;
      if (isFound) this.#found = true;
      else this.#found ??= false;
      this.#owner.changed();
    }
    this.#isLooking = false;
  }

  async #send(): Promise<void> {
    const assertion = this.#assertion;
    if (assertion === null || this.#isSending) return;
    this.#isSending = true;
    // The view is being drawn: what an answer changes comes after it.
    await Promise.resolve();
    const isOpen = this.#assertion === assertion;
    const isLost = isOpen && (await this.#owner.answer(assertion.challengeId, assertion.json));
    this.#isSending = false;
    if (!isLost && this.#assertion === assertion) this.#assertion = null;
    this.#owner.changed();
  }
}

/** Returns the challenge that this page may answer now. */
function openOf(view: PasskeyView | null): { challengeId: string; options: string } | null {
  if (view === null || view.challengeId === null || view.options === null || !view.mayAnswer) return null;
  return { challengeId: view.challengeId, options: view.options };
}
