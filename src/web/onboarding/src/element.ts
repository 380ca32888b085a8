// <linekeeper-onboarding>: the element with which a company's owner links WhatsApp. It is thin: model.ts holds the
// state, view.ts derives what is shown, parts/ renders it.

import { Line, type LineOptions, type Picture } from "@linekeeper/client";
import { LitElement, type PropertyValues } from "lit";
import { findExtension } from "@linekeeper/extension/page.ts";
import { copy } from "@linekeeper/ui/clipboard.ts";
import { controls } from "@linekeeper/ui/controls.ts";
import { tokens } from "@linekeeper/ui/tokens.ts";

import { firstMethod, platformOf, type Platform } from "./device.ts";
import { methodOf, type Method } from "./facts.ts";
import { Focus } from "./focus.ts";
import { EventHandlers } from "./event-handlers.ts";
import type { LoadedTexts, PasskeyTexts } from "./languages/dictionary.ts";
import { languageOf, type Language } from "./languages/known.ts";
import { LanguageLoader, languagesFrom } from "./languages/loader.ts";
import { scriptOrigin } from "./origin.ts";
import { PasskeyPart, adoptMore, loadFrom, passkeyTextsFrom, type LoadPasskey } from "./passkey-part.ts";
import type { CopyState, Copied } from "./parts/actions.ts";
import { page } from "./parts/page.ts";
import type { PasskeyElement } from "./passkey/main.ts";
import { regionOf, type Region } from "./phone.ts";
import type { Step } from "./screen.ts";
import { Session } from "./session.ts";
import { frame } from "./styles/frame.ts";
import { how } from "./styles/how.ts";
import { parts } from "./styles/parts.ts";
import { shown } from "./styles/shown.ts";
import { EventDispatcher } from "./event-dispatcher.ts";
import { viewOf, type View } from "./view.ts";

const TICK_MS = 250;
const COPIED_MS = 2000;

export class LinekeeperOnboarding extends LitElement {
  static override properties = {
    company: { type: String },
    token: { type: String },
    lang: { type: String },
    service: { type: String },
    region: { type: String },
    by: { type: String },
    headingLevel: { type: Number, attribute: "heading-level" },
    extensionStore: { type: String, attribute: "extension-store" },
    pageAddress: { type: String, attribute: "page-address" },
  };

  static override styles = [tokens, controls, frame, parts, shown, how];

  declare company: string | null;
  declare token: string | null;
  declare lang: string;
  declare service: string | null;
  declare region: string | null;
  declare by: string | null;
  declare headingLevel: number;
  declare extensionStore: string | null;
  declare pageAddress: string | null;

  #session = new Session(
    (options) => this.openLine(options),
    () => this.requestUpdate(),
  );
  #hands = new EventHandlers(
    {
      view: () => this.#view,
      numberField: () => this.renderRoot.querySelector<HTMLInputElement>("#number"),
      region: () => this.#region,
      showPlatform: (platform) => this.#showPlatform(platform),
      copy: (what, content, near) => void this.#copy(what, content, near),
      askReset: () => this.askReset(),
    },
    this.#session,
  );
  #passkey = new PasskeyPart(this.#passkeyElement(), {
    screens: (attempt) => this.loadPasskey(attempt),
    texts: (language, attempt) => this.loadPasskeyTexts(language, attempt),
  });
  #languages = new LanguageLoader(
    (language, attempt) => this.loadLanguage(language, attempt),
    () => this.requestUpdate(),
  );
  #extension: { readonly version: string } | null = null;
  #focus = new Focus(this);
  #teller = new EventDispatcher(this);
  #view: View | null = null;
  #platform: Platform = platformOf(navigator.userAgent);
  #copied: CopyState | null = null;
  #copiedTimer = 0;
  #tick = 0;

  constructor() {
    super();
    this.company = null;
    this.token = null;
    this.lang = "";
    this.service = null;
    this.region = null;
    this.by = null;
    this.headingLevel = 2;
    this.extensionStore = null;
    this.pageAddress = null;
  }

  /** Current step, the same as in `data-step`. */
  get step(): Step {
    return this.#view?.step ?? "loading";
  }

  /** Last picture from the service; null before the first. */
  get picture(): Picture | null {
    return this.#session.line?.picture ?? null;
  }

  /** Number for which a code was last requested, as typed. */
  get askedNumber(): string | null {
    return this.#session.model.asked;
  }

  /** Language that is wanted. It is shown once it is loaded. */
  get language(): Language {
    return languageOf(this.lang, this.parentElement?.closest("[lang]")?.getAttribute("lang"), ...navigator.languages);
  }

  /** The passkey extension, as it answered before the pairing; null if it did not. */
  get extension(): { readonly version: string } | null {
    return this.#extension;
  }

  /** Selects a method. */
  choose(by: Method): void {
    this.#session.choose(by);
  }

  /** Opens the dialog that asks whether to reset the connection. */
  askReset(): void {
    if (this.#view?.canReset) this.#dialog?.showModal();
  }

  override focus(options?: FocusOptions): void {
    this.#focus.first(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tick = window.setInterval(() => this.requestUpdate(), TICK_MS);
    // The element was moved within the page: it starts again.
    if (this.hasUpdated) this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#tick);
    this.#passkey.end();
    this.#session.end();
  }

  /** Opens the connection to the service; replaced in tests. */
  protected openLine(options: LineOptions): Line {
    return new Line(options);
  }

  /** Loads the screens of a passkey; replaced in tests. */
  protected loadPasskey(attempt: number): ReturnType<LoadPasskey> {
    return loadFrom(this.#serviceUrl)(attempt);
  }

  /** Loads the texts of a language; replaced in tests. */
  protected loadLanguage(language: Language, attempt: number): Promise<LoadedTexts> {
    return languagesFrom(this.#serviceUrl)(language, attempt);
  }

  /** Loads the texts of the screens of a passkey; replaced in tests. */
  protected loadPasskeyTexts(language: Language, attempt: number): Promise<PasskeyTexts> {
    return passkeyTextsFrom(this.#serviceUrl)(language, attempt);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("company") || changed.has("service")) this.#begin();
    else if (changed.has("token") && (this.token === null || !this.#session.renew(this.token))) this.#begin();
    if (changed.has("by")) this.#chooseAsSaid();
    const now = Date.now();
    const language = this.#languages.follow(this.language, now);
    // Nothing is shown before its language is there.
    if (language === null) return;
    const { model, serverNow } = this.#session;
    const place = { language, region: this.#region, page: location.origin };
    this.#view = viewOf(model, { now, serverNow, ...place });
    this.#passkey.follow(this.#view);
    this.#focus.remember();
  }

  protected override render(): unknown {
    if (this.#view === null) return undefined;
    return page(this.#view, {
      actions: this.#hands,
      platform: this.#platform,
      copied: this.#copied,
      headingLevel: this.headingLevel,
      passkey: this.#passkey.render,
    });
  }

  protected override updated(): void {
    const view = this.#view;
    if (view === null) return;
    this.dataset["step"] = view.step;
    if (view.alert?.code) this.dataset["code"] = view.alert.code;
    else delete this.dataset["code"];
    // The reset awaiting confirmation is no longer possible here.
    if (view.screen === "locked" && this.#dialog?.open) this.#dialog.close();
    this.#askChange(view.change !== null);
    this.#focus.follow({ ...view, announcement: this.#passkey.announcement(view) }, this.#copied);
    this.#teller.tell(view, this.#session.model);
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector<HTMLDialogElement>("#reset") ?? null;
  }

  #askChange(isAsked: boolean): void {
    const dialog = this.renderRoot.querySelector<HTMLDialogElement>("#change");
    if (isAsked && !dialog?.open) dialog?.showModal();
    else if (!isAsked && dialog?.open) dialog.close();
  }

  get #region(): Region {
    return regionOf(this.region, navigator.languages);
  }

  #showPlatform(platform: Platform): void {
    this.#platform = platform;
    this.requestUpdate();
  }

  async #copy(what: Copied, content: string, near: Element): Promise<void> {
    this.#copied = { what, done: await copy(content, near) };
    window.clearTimeout(this.#copiedTimer);
    this.#copiedTimer = window.setTimeout(() => {
      this.#copied = null;
      this.requestUpdate();
    }, COPIED_MS);
    this.requestUpdate();
  }

  get #serviceUrl(): string {
    return this.service ?? scriptOrigin;
  }

  /** Looks for the extension before WhatsApp asks for a passkey, so that its button is there at once. */
  async #lookForExtension(): Promise<void> {
    this.#extension = (await findExtension()) ?? this.#extension;
  }

  #passkeyElement(): PasskeyElement {
    const element = this;
    return {
      get hasExtension() {
        return element.#extension !== null;
      },
      get service() {
        return element.#serviceUrl;
      },
      get pageAddress() {
        return element.pageAddress;
      },
      get extensionStore() {
        return element.extensionStore;
      },
      changed: () => this.requestUpdate(),
      adopt: (styles) => adoptMore(this.renderRoot as ShadowRoot, LinekeeperOnboarding.elementStyles, styles),
      answer: (challengeId, assertion) => this.#session.answerPasskey(challengeId, assertion),
      confirm: (challengeId) => this.#session.confirmPasskey(challengeId),
      cancel: (reason) => void this.#session.cancel(reason),
    };
  }

  #chooseAsSaid(): void {
    const by = methodOf(this.by);
    if (by !== null) this.#session.choose(by);
  }

  #begin(): void {
    if (!this.isConnected) return;
    // The reset awaiting confirmation was for another salon.
    this.#dialog?.close();
    this.#passkey.end();
    void this.#lookForExtension();
    const { company, token } = this;
    const service = this.#serviceUrl;
    const said = methodOf(this.by);
    const by = said ?? firstMethod((query) => matchMedia(query).matches);
    const chosen = said !== null;
    this.#session.begin(company ? { company, token, service, by, chosen } : null);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "linekeeper-onboarding": LinekeeperOnboarding;
  }
}
