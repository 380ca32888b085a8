// Handlers of people's actions on the screens.

import type { Method } from "../facts.ts";
import type { Platform } from "../device.ts";
import type { Offer } from "../alert.ts";
import type { MoreScreens } from "../more/main.ts";
import type { Scheme } from "../scheme.ts";
import type { View } from "../view.ts";

export interface Actions {
  readonly input: (event: InputEvent) => void;
  readonly submit: (event: SubmitEvent) => void;
  readonly choose: (by: Method) => void;
  readonly tabKey: (event: KeyboardEvent) => void;
  readonly platform: (platform: Platform) => void;
  readonly offer: (offer: Offer) => void;
  readonly showQr: () => void;
  readonly newCode: () => void;
  readonly changeClosed: (event: Event) => void;
  readonly change: () => void;
  readonly keepNumber: () => void;
  readonly resume: () => void;
  readonly cancel: () => void;
  readonly leaveQr: () => void;
  readonly exit: (event: Event) => void;
  readonly askReset: () => void;
  readonly resetClosed: (event: Event) => void;
  readonly copy: (what: Copied, content: string) => (event: Event) => void;
}

/** Texts that can be copied. */
export type Copied = "code" | "reference" | "address";

/** Result of a copy, shown on the button for a moment. */
export interface CopyState {
  readonly what: Copied;
  readonly done: boolean;
}

/** Renders the screens of a passkey. Their code is loaded when WhatsApp asks for one. */
export type RenderPasskey = (view: View, around: RenderContext) => unknown;

/** Inputs of the screens besides the view. */
export interface RenderContext {
  readonly actions: Actions;
  readonly platform: Platform;
  readonly copied: CopyState | null;
  readonly headingLevel: number;
  readonly passkey: RenderPasskey;
  readonly scheme: Scheme;
  /** Parts that are loaded later; null until they are there. */
  readonly more: MoreScreens | null;
}
