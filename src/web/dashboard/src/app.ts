// <lk-dashboard>: sign-in state, navigation and the connection to the service. The content of a page is up to the page.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { Connection } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";

import { Context } from "./context.ts";
import { asFailure, type Failure } from "./failure.ts";
import { language } from "./language.ts";
import { isPlain, isTaken, keyOf } from "./model/keys.ts";
import { frame } from "./parts/frame-styles.ts";
import { header } from "./parts/header.ts";
import { connectionNotice } from "./parts/notice.ts";
import { failure, placeholder, spinner } from "./parts/bits.ts";
import { Palette } from "./parts/palette.ts";
import { Troubles } from "./parts/troubles.ts";
import { SignIn } from "./pages/sign-in.ts";
import { Part } from "./part.ts";
import type { Place } from "./router.ts";
import { shared } from "./styles.ts";
import { say } from "./texts/common.ts";
import type { Visit } from "./types.ts";
import { searchIcon, icon, refreshIcon } from "@linekeeper/ui/icons.ts";

customElements.define("lk-palette", Palette);
customElements.define("lk-sign-in", SignIn);
customElements.define("lk-troubles", Troubles);

/** Pages, loaded when first visited. */
const PAGES = {
  attention: () => import("./pages/attention.ts"),
  overview: () => import("./pages/overview.ts"),
  companies: () => import("./pages/companies.ts"),
  session: () => import("./pages/session.ts"),
  webhooks: () => import("./pages/webhooks.ts"),
  webhook: () => import("./pages/webhook.ts"),
  service: () => import("./pages/service.ts"),
};

/** Pages without a control in every part: they are scrolled with the keyboard, so they take the focus. */
const SCROLLED: readonly string[] = ["attention", "service"];

type Who =
  | { readonly is: "unknown"; readonly failure: Failure | null }
  /** `wasIn`: the dashboard session ended without a sign-out. */
  | { readonly is: "stranger"; readonly wasIn: boolean }
  | { readonly is: "operator"; readonly visit: Visit };

function titleOf(place: Place): string {
  switch (place.page) {
    case "session":
      return place.company;
    case "webhook":
      return say("webhooks");
    case "unknown":
      return say("notFound");
    case "attention":
    case "companies":
    case "overview":
    case "webhooks":
    case "service":
      return say(place.page);
  }
}

export class Dashboard extends Part {
  static override styles = [controls, shared, frame];

  #context = new Context();
  #who: Who = { is: "unknown", failure: null };
  #connection: Connection = { state: "connecting" };
  /** Last time the board was connected, by this machine's clock, in milliseconds; null before the first time. */
  #liveAt: number | null = null;
  #loaded = new Set<string>();
  #pageFailure: Failure | null = null;
  #signOutFailure: Failure | null = null;
  #path = location.pathname;

  override connectedCallback(): void {
    super.connectedCallback();
    const { api, board, router } = this.#context;
    router.onChange = () => this.#arrive();
    router.start();
    api.onSignedOut = () => this.#signedOut(true);
    board.on("connection", (connection) => this.#connected(connection));
    document.addEventListener("keydown", this.#press);
    void this.#look();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#press);
  }

  protected override render(): TemplateResult {
    const who = this.#who;
    if (who.is === "unknown") {
      return html`<div class="alone">
        ${
          who.failure === null
            ? spinner()
            : failure(
                who.failure,
                this.#retry(() => this.#look()),
              )
        }
      </div>`;
    }
    if (who.is === "stranger") {
      return html`<lk-sign-in .api=${this.#context.api} .wasIn=${who.wasIn} @signed-in=${this.#signedIn}></lk-sign-in>`;
    }
    const { place } = this.#context.router;
    return html`
      ${header({ place, visit: who.visit, connection: this.#connection, search: this.#search, signOut: () => void this.#signOut(), skip: this.#skip })}
      <lk-palette .context=${this.#context}></lk-palette>
      <div class="notices">
        <lk-troubles .api=${this.#context.api} .isToldOffline=${this.#connection.state !== "open"}></lk-troubles>
        ${connectionNotice(this.#connection, this.#liveAt, () => this.#context.board.connect())}
        ${this.#signOutFailure === null ? nothing : failure(this.#signOutFailure)}
      </div>
      <main id="content" tabindex=${SCROLLED.includes(place.page) ? 0 : -1} data-page=${place.page}>
        ${this.#page()}
      </main>
    `;
  }

  protected override updated(_: PropertyValues): void {
    document.documentElement.lang = language();
    this.#name();
  }

  #page(): TemplateResult {
    const { place } = this.#context.router;
    if (place.page === "unknown") {
      const back = html`<p class="muted">${say("notFoundHint")}</p>
        <a class="button" href="/admin">${say("toAttention")}</a>`;
      return html`<h1 class="offscreen">${say("notFound")}</h1>
        ${placeholder(searchIcon, say("notFound"), back)}`;
    }
    if (this.#pageFailure !== null)
      return failure(
        this.#pageFailure,
        this.#retry(() => location.reload()),
      );
    if (!this.#loaded.has(place.page)) return spinner();
    const context = this.#context;
    switch (place.page) {
      case "attention":
        return html`<lk-attention .context=${context}></lk-attention>`;
      case "overview":
        return html`<lk-overview .context=${context}></lk-overview>`;
      case "companies":
        return html`<lk-companies .context=${context}></lk-companies>`;
      case "session":
        // The key makes a new element per company: nothing started for one company continues for another.
        return html`${keyed(place.company, html`<lk-session .context=${context} .company=${place.company}></lk-session>`)}`;
      case "webhooks":
        return html`<lk-webhooks .context=${context}></lk-webhooks>`;
      case "webhook":
        return html`${keyed(place.webhook, html`<lk-webhook .context=${context} .webhook=${place.webhook}></lk-webhook>`)}`;
      case "service":
        return html`<lk-service .context=${context}></lk-service>`;
    }
  }

  #retry(again: () => unknown): TemplateResult {
    return html`<p><button type="button" @click=${again}>${icon(refreshIcon)}${say("retry")}</button></p>`;
  }

  async #look(): Promise<void> {
    this.#become({ is: "unknown", failure: null });
    try {
      const visit = await this.#context.api.visit();
      if (visit === null) this.#become({ is: "stranger", wasIn: false });
      else this.#enter(visit);
    } catch (error) {
      this.#become({ is: "unknown", failure: asFailure(error) });
    }
  }

  #signedIn = (event: CustomEvent<Visit>): void => {
    this.#enter(event.detail);
    void this.#focusPage();
  };

  /** Scrolls the current section into view: on a narrow screen there is not room for all of them. */
  async #showSection(): Promise<void> {
    await this.updateComplete;
    const section = this.renderRoot.querySelector('nav [aria-current="page"]');
    section?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #enter(visit: Visit): void {
    this.#signOutFailure = null;
    this.#context.messagesKept = visit.messagesKept;
    this.#become({ is: "operator", visit });
    this.#context.board.connect();
    void this.#showSection();
  }

  async #signOut(): Promise<void> {
    this.#signOutFailure = null;
    try {
      await this.#context.api.signOut();
      this.#signedOut(false);
    } catch (error) {
      // A sign-out that fails because the session is already over has signed out all the same.
      if (this.#who.is === "operator") this.#signOutFailure = asFailure(error);
      this.requestUpdate();
    }
  }

  #signedOut(wasIn: boolean): void {
    if (this.#who.is !== "operator") return;
    this.#become({ is: "stranger", wasIn });
    this.#liveAt = null;
    this.#context.forget();
    this.#context.board.close();
  }

  #connected(connection: Connection): void {
    if (connection.state === "open" || this.#connection.state === "open") this.#liveAt = Date.now();
    this.#connection = connection;
    if (connection.state === "closed" && ["unauthorized", "expired"].includes(connection.reason)) this.#signedOut(true);
    if (connection.state === "waiting") void this.#askWhetherIn();
    this.requestUpdate();
  }

  /**
   * Checks whether the dashboard session still exists: browsers do not report that a socket was refused because it is
   * over.
   */
  async #askWhetherIn(): Promise<void> {
    if (this.#who.is !== "operator") return;
    try {
      if ((await this.#context.api.visit()) === null) this.#signedOut(true);
    } catch {
      // Unknown at the moment; the check is repeated after the next connection attempt.
    }
  }

  #become(who: Who): void {
    this.#who = who;
    this.requestUpdate();
  }

  #arrive(): void {
    const hasMoved = location.pathname !== this.#path;
    this.#path = location.pathname;
    void this.#load();
    this.requestUpdate();
    void this.#showSection();
    // The focused element was removed with its page.
    if (hasMoved) void this.#focusPage();
  }

  async #focusPage(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("#content")?.focus({ preventScroll: true });
  }

  async #load(): Promise<void> {
    const { page } = this.#context.router.place;
    const isWanted = (): boolean => page === this.#context.router.place.page;
    this.#pageFailure = null;
    if (page === "unknown" || this.#loaded.has(page)) return;
    try {
      await PAGES[page]();
      this.#loaded.add(page);
    } catch (error) {
      if (isWanted()) this.#pageFailure = asFailure(error);
    }
    this.requestUpdate();
  }

  /** Sets the tab's title in the chosen language. */
  #name(): void {
    const { place } = this.#context.router;
    if (this.#who.is !== "operator") {
      document.title = "Linekeeper";
      return;
    }
    document.title = `${titleOf(place)} · Linekeeper`;
  }

  #search = (): void => this.renderRoot.querySelector<Palette>("lk-palette")?.open();

  /** Opens the search on `/` and Ctrl-K. */
  #press = (event: KeyboardEvent): void => {
    if (this.#who.is !== "operator" || event.defaultPrevented) return;
    const key = keyOf(event);
    const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === "k";
    const isInDialog = event.composedPath().some((node) => node instanceof HTMLDialogElement);
    if (isInDialog || !(isShortcut || (key === "/" && isPlain(event) && !isTaken(event)))) return;
    event.preventDefault();
    this.#search();
  };

  #skip = (event: Event): void => {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>("#content")?.focus();
  };
}
