// Entry of the screens of a passkey, a module of its own that the element loads when WhatsApp asks for one.

import { PasskeyError, findExtension, requestAssertion } from "@linekeeper/extension/page.ts";

import { webAddress } from "../brand.ts";
import type { RenderContext } from "../parts/actions.ts";
import type { cancelButton, copyButton, heading, spinner } from "../parts/common.ts";
import type { Own } from "../texts.ts";
import type { PasskeyView, View } from "../view.ts";
import { Address } from "../address.ts";
import { helperDevice } from "./device.ts";
import { Helper } from "./helper.ts";
import { announcementOf, passkeyScreen } from "./screens.ts";
import { PASSKEY_STYLES } from "./styles.ts";

export { addTexts } from "./texts.ts";

export const styles = PASSKEY_STYLES;

/** Part of the element that these screens need. */
export interface PasskeyElement {
  /** Whether the extension was there before. */
  readonly hasExtension: boolean;
  /** The service's base address, which serves the packed extension. */
  readonly service: string;
  /** Address at which to go on at a computer; null for the page's own. */
  readonly pageAddress: string | null;
  /** Address of the extension in a store; null for none. */
  readonly extensionStore: string | null;
  /** Renders the element again. */
  changed(): void;
  adopt(styles: string): void;
  /** Hands an assertion over; resolves to whether it must be sent again, because the socket was lost. */
  answer(challengeId: string, assertion: string): Promise<boolean>;
  confirm(challengeId: string): void;
  /** Cancels the pairing; the reason is shown. */
  cancel(reason: Own): void;
}

/** Templates of the element. They are handed over, so that its texts are not loaded twice. */
export interface Templates {
  readonly heading: typeof heading;
  readonly spinner: typeof spinner;
  readonly copyButton: typeof copyButton;
  readonly cancelButton: typeof cancelButton;
}

export class PasskeyScreens {
  readonly #element: PasskeyElement;
  readonly #templates: Templates;
  readonly #helper: Helper;
  readonly #address: Address;

  constructor(element: PasskeyElement, templates: Templates) {
    this.#element = element;
    this.#templates = templates;
    const device = helperDevice(navigator.userAgent, navigator.maxTouchPoints, window.top === window);
    const changed = (): void => element.changed();
    this.#helper = new Helper(
      { find: findExtension, request: requestAssertion, codeOf: codeOfError },
      { changed, answer: (challengeId, assertion) => element.answer(challengeId, assertion) },
      { device, isFound: element.hasExtension },
    );
    this.#address = new Address(() => webAddress(element.pageAddress) ?? location.href, changed);
  }

  /** Follows the view; null for none: what is under way ends. */
  follow(view: PasskeyView | null, canAsk: boolean): void {
    this.#helper.follow(view, canAsk);
  }

  /** Returns what screen readers say of the view. */
  announcement(view: View): string {
    return view.passkey === null ? "" : announcementOf(view, view.passkey, this.#helper);
  }

  render(view: View, around: RenderContext): unknown {
    if (view.passkey === null) return undefined;
    const { service, extensionStore } = this.#element;
    return passkeyScreen({
      ...{ view, around, service, store: webAddress(extensionStore) },
      passkey: view.passkey,
      templates: this.#templates,
      helper: this.#helper,
      address: this.#address,
      confirm: (challengeId) => this.#element.confirm(challengeId),
      cancel: (reason) => this.#element.cancel(reason),
    });
  }
}

function codeOfError(error: unknown): PasskeyError["code"] {
  return error instanceof PasskeyError ? error.code : "failed";
}
