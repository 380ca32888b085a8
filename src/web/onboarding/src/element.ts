// <linekeeper-onboarding>: the element with which a company's owner links WhatsApp. It is thin: model.ts holds the
// state, view.ts derives what is shown, parts/ renders it.

import { Line, type LineOptions, type Picture } from "@linekeeper/client";
import { LitElement, type PropertyValues } from "lit";
import { copy } from "@linekeeper/ui/clipboard.ts";
import { elementControls } from "@linekeeper/ui/element-controls.ts";

import { BrandPart } from "./brand-part.ts";
import { webAddress, type Brand, type Branding } from "./brand.ts";
import { firstMethod, isPhone, platformOf, type Platform } from "./device.ts";
import { methodOf, type Method } from "./facts.ts";
import { tell, type ConnectedDetail, type ExitDetail } from "./events.ts";
import { Focus } from "./focus.ts";
import { EventHandlers } from "./event-handlers.ts";
import type { LoadedTexts, PasskeyTexts } from "./languages/dictionary.ts";
import { languageOf, type Language } from "./languages/known.ts";
import { LanguageLoader, languagesFrom } from "./languages/loader.ts";
import { GrowingStyles } from "./modules.ts";
import type { More, MoreElement } from "./more/main.ts";
import { MorePart, moreFrom, type LoadMore } from "./more-part.ts";
import { scriptOrigin } from "./origin.ts";
import { PasskeyPart, loadFrom, passkeyTextsFrom, type LoadPasskey } from "./passkey-part.ts";
import type { CopyState, Copied } from "./parts/actions.ts";
import { copyButton, heading } from "./parts/common.ts";
import { page } from "./parts/page.ts";
import type { PasskeyElement } from "./passkey/main.ts";
import { regionOf, type Region } from "./phone.ts";
import { brandingOf } from "./reach.ts";
import { onPreference, schemeOf } from "./scheme.ts";
import type { Step } from "./screen.ts";
import { Session } from "./session.ts";
import { frame } from "./styles/frame.ts";
import { parts } from "./styles/parts.ts";
import { shown } from "./styles/shown.ts";
import { moreTextsOf } from "./texts.ts";
import type { TokenProvider } from "./token-source.ts";
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
    companyName: { type: String, attribute: "company-name" },
    supportUrl: { type: String, attribute: "support-url" },
    supportEmail: { type: String, attribute: "support-email" },
    returnUrl: { type: String, attribute: "return-url" },
    branding: { attribute: false },
    tokenProvider: { attribute: false },
    onDone: { attribute: false },
    onExit: { attribute: false },
  };

  static override styles = [elementControls, frame, parts, shown];

  declare company: string | null;
  declare token: string | null;
  declare lang: string;
  declare service: string | null;
  declare region: string | null;
  declare by: string | null;
  declare headingLevel: number;
  declare extensionStore: string | null;
  declare pageAddress: string | null;
  declare companyName: string | null;
  declare supportUrl: string | null;
  declare supportEmail: string | null;
  declare returnUrl: string | null;
  /** Brand of the marketplace; by default the service is asked for it. */
  declare branding: Branding | null;
  /** Fetches a token where none is set, and the next one before one ends. */
  declare tokenProvider: TokenProvider | null;
  declare onDone: ((detail: ConnectedDetail) => void) | null;
  /** Called when the person leaves; with it there is a way out also without `returnUrl`. */
  declare onExit: ((detail: ExitDetail) => void) | null;

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
      leave: () => this.#leave(),
    },
    this.#session,
  );
  #passkey = new PasskeyPart(this.#passkeyElement(), {
    screens: (attempt) => this.loadPasskey(attempt),
    texts: (language, attempt) => this.loadPasskeyTexts(language, attempt),
  });
  #more = new MorePart(
    (attempt) => this.loadMore(attempt),
    ({ MoreScreens, styles, accentStyles, findExtension }) => {
      void this.#lookFor(findExtension);
      this.#adopt("more", styles);
      this.#accentStyles = accentStyles;
      return new MoreScreens(this.#moreElement(), { heading, copyButton });
    },
    () => this.requestUpdate(),
  );
  #accentStyles: ((accent: string) => string) | null = null;
  #styles = new GrowingStyles(LinekeeperOnboarding.elementStyles);
  #brand = new BrandPart(this, () => this.requestUpdate());
  #languages = new LanguageLoader(
    (language, attempt) => this.loadLanguage(language, attempt),
    () => this.requestUpdate(),
  );
  #extension: { readonly version: string } | null = null;
  #focus = new Focus(this);
  #teller = new EventDispatcher(this);
  #view: View | null = null;
  #platform: Platform = platformOf(navigator.userAgent);
  #onPhone = isPhone(navigator.userAgent);
  #copied: CopyState | null = null;
  #copiedTimer = 0;
  #tick = 0;
  #endPreference: () => void = () => undefined;

  constructor() {
    super();
    this.lang = "";
    this.headingLevel = 2;
    this.company = this.token = this.service = this.region = this.by = null;
    this.extensionStore = this.pageAddress = null;
    this.companyName = this.supportUrl = this.supportEmail = this.returnUrl = null;
    this.branding = this.tokenProvider = this.onDone = this.onExit = null;
    this.addEventListener("linekeeper-done", ({ detail }) => this.onDone?.(detail));
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

  /** Whose page this is, as far as it is known: what a link says counts once the service has accepted it. */
  get brand(): Brand {
    return this.#brand.brand(this.#session.model.status !== null);
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
    this.#endPreference = onPreference(() => this.requestUpdate());
    // The element was moved within the page: it starts again.
    if (this.hasUpdated) this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#tick);
    this.#endPreference();
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

  /** Loads the parts that the first screen can do without; replaced in tests. */
  protected loadMore(attempt: number): ReturnType<LoadMore> {
    return moreFrom(this.#serviceUrl)(attempt);
  }

  /** Fetches the service's branding; replaced in tests. */
  protected loadBranding(): Promise<Branding | null> {
    return brandingOf(this.#serviceUrl);
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
    // The script of the hosted page says whose link it is, and may come after this one.
    if (this.dataset["awaitsLink"] !== undefined) return;
    const isProvided = changed.has("tokenProvider") && !changed.get("tokenProvider") && this.token === null;
    if (changed.has("company") || changed.has("service") || isProvided) this.#begin();
    else if (changed.has("token") && (this.token === null || !this.#session.renew(this.token))) this.#begin();
    if (changed.has("by")) this.#chooseAsSaid();
    const now = Date.now();
    this.#session.passes(now, document.visibilityState === "visible");
    const isComplete = this.#more.follow(now);
    const language = this.#languages.follow(this.language, now);
    // Nothing is shown before its language and the other parts are there, so that nothing shifts when they come.
    if (language === null || (!isComplete && this.#view === null)) return;
    this.#view = this.#viewIn(language, now);
    this.#passkey.follow(this.#view);
    this.#focus.remember();
  }

  #viewIn(language: Language, now: number): View {
    const { model, serverNow } = this.#session;
    const place = { language, region: this.#region, page: location.origin, onPhone: this.#onPhone };
    const brand = { brand: this.brand, awaitsName: this.#brand.hasName, isLeft: this.onExit !== null };
    return viewOf(model, { now, serverNow, ...place, ...brand });
  }

  protected override render(): unknown {
    if (this.#view === null) return undefined;
    return page(this.#view, {
      actions: this.#hands,
      platform: this.#platform,
      copied: this.#copied,
      headingLevel: this.headingLevel,
      passkey: this.#passkey.render,
      more: this.#more.screens,
      scheme: schemeOf(this),
    });
  }

  protected override updated(): void {
    const view = this.#view;
    if (view === null) return;
    this.dataset["step"] = view.step;
    if (view.problem === null) delete this.dataset["code"];
    else this.dataset["code"] = view.problem.code;
    if (this.#accentStyles !== null && view.brand.accent !== null)
      this.#adopt("accent", this.#accentStyles(view.brand.accent));
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
  async #lookFor(find: More["findExtension"]): Promise<void> {
    this.#extension = await find();
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
      adopt: (styles) => this.#adopt("passkey", styles),
      answer: (challengeId, assertion) => this.#session.answerPasskey(challengeId, assertion),
      confirm: (challengeId) => this.#session.confirmPasskey(challengeId),
      cancel: (reason) => void this.#session.cancel(reason),
    };
  }

  #moreElement(): MoreElement {
    const element = this;
    return {
      get address() {
        return webAddress(element.pageAddress) ?? location.href;
      },
      textsOf: moreTextsOf,
      changed: () => this.requestUpdate(),
    };
  }

  #adopt(name: string, styles: string): void {
    this.#styles.set(this.renderRoot as ShadowRoot, name, styles);
  }

  /** Tells the page around that the person leaves; returns whether the address of the link is to be opened. */
  #leave(): boolean {
    const { company, picture, step } = this;
    const detail = { company, step, connected: picture?.status.state === "connected" };
    const goesOn = tell(this, "linekeeper-exit", detail);
    this.onExit?.(detail);
    return goesOn;
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
    const { company, token } = this;
    // The page around may set its own branding together with the company.
    if (company !== null) void this.#brand.load(() => this.loadBranding());
    const provider = this.tokenProvider && (() => this.tokenProvider?.() ?? null);
    const service = this.#serviceUrl;
    const said = methodOf(this.by);
    const by = said ?? firstMethod((query) => matchMedia(query).matches);
    const chosen = said !== null;
    const onPhone = this.#onPhone;
    this.#session.begin(company ? { company, token, service, by, chosen, onPhone, provider } : null);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "linekeeper-onboarding": LinekeeperOnboarding;
  }
}
