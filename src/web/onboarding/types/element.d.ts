// Types of <linekeeper-onboarding> for pages that embed it. They are written by hand, because those of the element's
// class lead to its libraries; conformance.ts compares the two.

import type { Picture } from "@linekeeper/client";

/** Name of what is shown; the same as in `data-step`. */
export type OnboardingStep =
  | "locked"
  | "loading"
  | "number"
  | "preparing"
  | "code"
  | "qr-offer"
  | "qr-preparing"
  | "qr"
  | "answered"
  | "passkey"
  | "passkey-checking"
  | "passkey-code"
  | "connecting"
  | "reconnecting"
  | "resetting"
  | "connected"
  | "parked";

export type OnboardingMethod = "code" | "qr";

/** Languages of the element. Other tags are accepted, and the closest language is used. */
export type OnboardingLanguage = "ru" | "en" | "es" | "kk" | "uz" | "pt";

export interface OnboardingStateDetail {
  readonly company: string | null;
  readonly step: OnboardingStep;
  /** Code of the failure shown; null for none. */
  readonly code: string | null;
  /** Selected method. */
  readonly by: OnboardingMethod;
  /** Whether the person or the page has selected it; false for the default. */
  readonly chosen: boolean;
  /** Whether the number is being changed: the line stays as it is meanwhile. */
  readonly changing: boolean;
}

export interface OnboardingConnectedDetail {
  readonly company: string;
  /** Masked number. */
  readonly phoneNumber: string | null;
}

export interface OnboardingErrorDetail {
  readonly company: string | null;
  readonly code: string;
  /** Message in the element's language. */
  readonly message: string;
  readonly correlationId: string | null;
}

export interface OnboardingExitDetail {
  readonly company: string | null;
  readonly step: OnboardingStep;
  /** Whether the session is connected. */
  readonly connected: boolean;
}

/** Events of the element by name. They bubble and are composed. */
export interface OnboardingEventMap {
  "linekeeper-state": CustomEvent<OnboardingStateDetail>;
  "linekeeper-connected": CustomEvent<OnboardingConnectedDetail>;
  /** At each failure that is shown, and at every dead end. */
  "linekeeper-error": CustomEvent<OnboardingErrorDetail>;
  /** A linking that this page has seen succeeded. */
  "linekeeper-done": CustomEvent<OnboardingConnectedDetail>;
  /** The person presses the way back; `preventDefault()` keeps the page. */
  "linekeeper-exit": CustomEvent<OnboardingExitDetail>;
}

/** Returns a token, or null where there is none. */
export type OnboardingTokenProvider = () => string | null | Promise<string | null>;

/** Brand of the marketplace, as the service's `branding.json` has it. */
export interface OnboardingBranding {
  readonly name?: string | null;
  readonly logoUrl?: string | null;
  /** Colour of buttons and links, `#rrggbb`. */
  readonly accent?: string | null;
  readonly supportUrl?: string | null;
  readonly supportEmail?: string | null;
  readonly returnUrl?: string | null;
}

/** Brand as it is shown. */
export interface OnboardingBrand {
  readonly name: string | null;
  readonly accent: string | null;
  /** Name of the company. */
  readonly company: string | null;
  readonly support: { readonly url: string | null; readonly email: string | null } | null;
  readonly returnUrl: string | null;
}

/** Properties that a page may set. Those of text and numbers have attributes, in lower case with hyphens. */
export interface OnboardingProperties {
  /** Company of the session. */
  company: string | null;
  /** Token of an onboarding link; a newer one lets the connection stay open longer. */
  token: string | null;
  /** Base address of the service; by default where the script came from. */
  service: string | null;
  /** Region of national numbers, for example `KZ`. */
  region: string | null;
  /** Method shown first: `code` or `qr`. */
  by: string | null;
  /** Level of the title's heading. */
  headingLevel: number;
  /** Address of the passkey extension in a store. */
  extensionStore: string | null;
  /** Address at which to go on at a computer. */
  pageAddress: string | null;
  /** Name of the company. */
  companyName: string | null;
  /** Address of support; `{reference}`, `{company}` and `{code}` in it are replaced. */
  supportUrl: string | null;
  supportEmail: string | null;
  /** Address of the button on the last screen. */
  returnUrl: string | null;
  /** Brand of the marketplace; by default the service is asked for it. */
  branding: OnboardingBranding | null;
  /** Fetches a token where none is set, and the next one before one ends. */
  tokenProvider: OnboardingTokenProvider | null;
  /** Called with the detail of `linekeeper-done`. */
  onDone: ((detail: OnboardingConnectedDetail) => void) | null;
  /** Called with the detail of `linekeeper-exit`; with it there is a way out also without `returnUrl`. */
  onExit: ((detail: OnboardingExitDetail) => void) | null;
}

/** Attributes as they are written in HTML. */
export interface OnboardingAttributes {
  company?: string;
  token?: string;
  lang?: OnboardingLanguage | (string & {});
  service?: string;
  region?: string;
  by?: OnboardingMethod;
  theme?: "light" | "dark";
  "heading-level"?: number | `${number}`;
  "extension-store"?: string;
  "page-address"?: string;
  "company-name"?: string;
  "support-url"?: string;
  "support-email"?: string;
  "return-url"?: string;
}

/** The element, as `document.querySelector("linekeeper-onboarding")` returns it. */
export interface LinekeeperOnboardingElement extends HTMLElement, OnboardingProperties {
  /** Current step. */
  readonly step: OnboardingStep;
  /** Last snapshot of the service; null before the first. */
  readonly picture: Picture | null;
  /** Whose page it is, as it is shown. */
  readonly brand: OnboardingBrand;
  /** Number for which a code was last requested, as typed. */
  readonly askedNumber: string | null;
  /** Language that is wanted; it is shown once it is loaded. */
  readonly language: OnboardingLanguage;
  /** The passkey extension; null where it did not answer. */
  readonly extension: { readonly version: string } | null;
  /** Selects a method. */
  choose(by: OnboardingMethod): void;
  /** Asks the person whether to reset the connection. */
  askReset(): void;
  addEventListener<Name extends keyof OnboardingEventMap>(
    type: Name,
    listener: (this: LinekeeperOnboardingElement, event: OnboardingEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: LinekeeperOnboardingElement, event: HTMLElementEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
