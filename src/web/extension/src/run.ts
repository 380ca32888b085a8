// One request, from the tab of web.whatsapp.com to its answer.

import { isAssertionFor } from "./assertion.ts";
import { PasskeyError } from "./error.ts";
import type { Outcome } from "./in-page.ts";
import type { RequestOptions } from "./options.ts";

/** A tab of web.whatsapp.com, opened for one request. */
export interface WhatsAppTab {
  /** Settles when the person closes the tab. */
  readonly closed: Promise<void>;
  /** Waits until a page of web.whatsapp.com is there; rejects when it cannot be. */
  loaded(): Promise<void>;
  /** Asks in the page; false when the page went away meanwhile. */
  begin(options: RequestOptions): Promise<boolean>;
  /** The answer, or `pending` after a while, or `gone` when the page that was asked is not there any more. */
  outcome(): Promise<Outcome | "pending" | "gone">;
  /** Closes the tab, which ends the question, and brings the asking page to the front. */
  leave(): Promise<void>;
}

/** How often the question is asked anew when the page reloads itself under it. */
const ATTEMPTS = 3;

/**
 * Asks in the tab and returns the assertion's JSON. The tab is left in any case.
 * @throws {PasskeyError} also when `signal` is aborted, with the code that is its reason
 */
export async function assertionFrom(tab: WhatsAppTab, options: RequestOptions, signal: AbortSignal): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ends: Promise<never>[] = [
    new Promise((_, reject) => {
      timer = setTimeout(() => reject(new PasskeyError("timeout")), options.timeout);
    }),
    new Promise((_, reject) => {
      const aborted = (): void => reject(new PasskeyError(signal.reason));
      if (signal.aborted) aborted();
      else signal.addEventListener("abort", aborted, { once: true });
    }),
    tab.closed.then(() => Promise.reject(new PasskeyError("tab-closed"))),
  ];
  try {
    return await Promise.race([...ends, ask(tab, options)]);
  } finally {
    clearTimeout(timer);
    await tab.leave();
  }
}

async function ask(tab: WhatsAppTab, options: RequestOptions): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await tab.loaded();
    if (!(await tab.begin(options))) continue;
    const outcome = await settled(tab);
    if (outcome !== "gone") return assertionOf(outcome, options);
  }
  throw new PasskeyError("unavailable");
}

async function settled(tab: WhatsAppTab): Promise<Outcome | "gone"> {
  for (;;) {
    const outcome = await tab.outcome();
    if (outcome !== "pending") return outcome;
  }
}

function assertionOf(outcome: Outcome, options: RequestOptions): string {
  if ("exception" in outcome) throw new PasskeyError(codeOf(outcome.exception));
  if (!isAssertionFor(options, outcome.assertion)) throw new PasskeyError("failed");
  return outcome.assertion;
}

function codeOf(exception: string) {
  switch (exception) {
    // The browser does not tell a refusal from a missing passkey: that would tell pages who has one.
    case "NotAllowedError":
      return "refused";
    case "NotSupportedError":
      return "unavailable";
    default:
      return "failed";
  }
}
