// Functions that run in the MAIN world of web.whatsapp.com. Each is sent as its text, so it uses nothing outside itself.
//
// The main world, because password managers that hold passkeys put themselves in the place of `navigator.credentials`
// there; an isolated world would pass them by.

import type { RequestOptions } from "./options.ts";

/** How the browser answered: an assertion's JSON, or the name of the exception. */
export type Outcome = { assertion: string } | { exception: string };

/** Asks for an assertion, and keeps the answer under this name for {@link outcomeWithin}. Does not wait for it. */
export function begin(name: string, options: RequestOptions): void {
  const bytes = (text: string): Uint8Array<ArrayBuffer> => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer: ArrayBuffer): string => {
    const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const controller = new AbortController();
  const ask = async (): Promise<Outcome> => {
    try {
      const credential = (await navigator.credentials.get({
        signal: controller.signal,
        publicKey: {
          ...options,
          challenge: bytes(options.challenge),
          allowCredentials: options.allowCredentials.map((allowed) => ({ ...allowed, id: bytes(allowed.id) })),
        } as PublicKeyCredentialRequestOptions,
      })) as PublicKeyCredential;
      const response = credential.response as AuthenticatorAssertionResponse;
      const assertion = {
        id: credential.id,
        rawId: text(credential.rawId),
        type: credential.type,
        response: {
          clientDataJSON: text(response.clientDataJSON),
          authenticatorData: text(response.authenticatorData),
          signature: text(response.signature),
          userHandle: response.userHandle ? text(response.userHandle) : null,
        },
      };
      return { assertion: JSON.stringify(assertion) };
    } catch (error) {
      return { exception: error instanceof DOMException ? error.name : "Error" };
    }
  };
  Object.defineProperty(globalThis, name, { value: { controller, outcome: ask() }, configurable: true });
}

/**
 * Waits for the answer, so many milliseconds at most: a call that is under way keeps the extension's worker alive, and one
 * of more than five minutes would have it killed.
 */
export function outcomeWithin(name: string, wait: number): Promise<Outcome | "pending" | "gone"> {
  const held = (globalThis as unknown as Record<string, { outcome: Promise<Outcome> } | undefined>)[name];
  if (held === undefined) return Promise.resolve("gone");
  const later = new Promise<"pending">((resolve) => setTimeout(() => resolve("pending"), wait));
  return Promise.race([held.outcome, later]);
}

/** Aborts the question, which closes the browser's dialog. */
export function abandon(name: string): void {
  const held = (globalThis as unknown as Record<string, { controller: AbortController } | undefined>)[name];
  held?.controller.abort();
}
