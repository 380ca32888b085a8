// The page's side: finds the extension and asks it for an assertion. For the onboarding element; no dependencies.

import { PasskeyError } from "./error.ts";
import { CODES, type ExtensionMessage, type PageMessage, type PasskeyErrorCode, envelope, opened } from "./protocol.ts";

export { PasskeyError, type PasskeyErrorCode };

/** How long the extension may take to say that it has a request. */
const START_MS = 5_000;
/** Longest that a request may take, beyond the extension's own limit of ten minutes. */
const END_MS = 660_000;

/**
 * Looks for the extension. Null when none answers within `timeout` milliseconds: it is not installed, its user has not
 * allowed this page's origin, or the page is in a frame.
 */
export function findExtension(timeout = 1_000): Promise<{ version: string } | null> {
  return new Promise((resolve) => {
    const end = (found: { version: string } | null): void => {
      clearTimeout(timer);
      exchange.end();
      resolve(found);
    };
    const exchange = begin({ type: "find" }, (answer) => {
      if (answer.type === "found") end({ version: String(answer.version) });
    });
    const timer = setTimeout(() => end(null), timeout);
  });
}

/**
 * Asks for an assertion of the account's passkey.
 * @param optionsJson request options, as WhatsApp sends them
 * @returns the assertion's JSON, as WhatsApp takes it
 * @throws {PasskeyError} with a code; `cancelled` after `signal` was aborted
 */
export function requestAssertion(optionsJson: string, options: { signal?: AbortSignal } = {}): Promise<string> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new PasskeyError("cancelled"));
    const end = (then: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      exchange.end();
      then();
    };
    const fail = (code: PasskeyErrorCode): void => end(() => reject(new PasskeyError(code)));
    const cancel = (): void => {
      exchange.say({ type: "cancel" });
      fail("cancelled");
    };
    const exchange = begin({ type: "request", options: optionsJson }, (answer) => {
      if (answer.type === "started") {
        clearTimeout(timer);
        timer = setTimeout(() => fail("timeout"), END_MS);
      } else if (answer.type === "result") {
        end(() => resolve(answer.assertion));
      } else if (answer.type === "error") {
        fail(CODES.includes(answer.code) ? answer.code : "failed");
      }
    });
    let timer = setTimeout(() => fail("not-found"), START_MS);
    signal?.addEventListener("abort", cancel);
  });
}

/** Distributes over the union, so that each message keeps its own fields. */
type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** Posts a message under an id of its own, and passes on what the extension answers under that id. */
function begin(first: WithoutId<PageMessage>, onAnswer: (answer: ExtensionMessage) => void) {
  const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
  const listen = ({ source, data }: MessageEvent): void => {
    const answer = source === window ? opened(data, "extension") : null;
    if (answer?.id === id) onAnswer(answer as ExtensionMessage);
  };
  const say = (message: WithoutId<PageMessage>): void =>
    window.postMessage(envelope("page", { ...message, id } as PageMessage), location.origin);
  window.addEventListener("message", listen);
  say(first);
  return { say, end: () => window.removeEventListener("message", listen) };
}
