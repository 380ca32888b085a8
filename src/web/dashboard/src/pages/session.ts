// <lk-session>: one company's session: live status, journal, actions.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Line, passkeyStateOf, type Connection, type Picture } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { arrowLeftIcon, icon } from "@linekeeper/ui/icons.ts";

import { Ticking } from "../clock.ts";
import type { CompanyRow, CredentialsStatus } from "../types.ts";
import type { Context } from "../context.ts";
import { defineOnce } from "../define.ts";
import { asFailure, type Failure } from "../failure.ts";
import { listPath } from "../model/query.ts";
import { Acknowledge } from "../parts/acknowledge.ts";
import { acknowledgedCard } from "../parts/acknowledged.ts";
import { Actions } from "../parts/actions.ts";
import { spinner } from "../parts/bits.ts";
import { CompanyName } from "../parts/company-name.ts";
import { Confirm } from "../parts/confirm.ts";
import { LinkDialog } from "../parts/link-dialog.ts";
import { Links } from "../parts/links.ts";
import { Outbox } from "../parts/outbox.ts";
import { Passkey } from "../parts/passkey.ts";
import { PairDialog } from "../parts/pair-dialog.ts";
import { Policy } from "../parts/policy.ts";
import { credentialsCard, statusCard } from "../parts/status.ts";
import { sessionStyles } from "../parts/session-styles.ts";
import { Timeline } from "../parts/timeline.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayPasskey } from "../texts/passkey.ts";
import { say } from "../texts/session.ts";

customElements.define("lk-actions", Actions);
customElements.define("lk-company-name", CompanyName);
customElements.define("lk-links", Links);
customElements.define("lk-outbox", Outbox);
customElements.define("lk-pair-dialog", PairDialog);
defineOnce("lk-acknowledge", Acknowledge);
defineOnce("lk-confirm", Confirm);
defineOnce("lk-link-dialog", LinkDialog);
customElements.define("lk-passkey", Passkey);
customElements.define("lk-policy", Policy);
customElements.define("lk-timeline", Timeline);

/**
 * Delays before the journal is read after a change. It is written asynchronously: an event is probably in it after the
 * first delay, and surely after the second.
 */
const JOURNAL_AFTER_MS = [400, 2000];

export class SessionPage extends Part {
  static override properties = { context: { attribute: false }, company: { type: String } };

  declare context: Context;
  declare company: string;

  #line: Line | null = null;
  #ends: (() => void)[] = [];
  #picture: Picture | null = null;
  #isRefused = false;
  /** The connection was lost or refused: there may never be a picture. */
  #isAlone = false;
  /** The company as the list has it; null until it is read, or if the service does not know it. */
  #row: CompanyRow | null = null;
  /** The row has been read, or could not be. Before that the height of the heading is not known. */
  #isRowRead = false;
  #credentials: CredentialsStatus | null = null;
  #reading = 0;
  #credentialsFailure: Failure | null = null;
  #isRevealed = false;
  #timers: ReturnType<typeof setTimeout>[] = [];

  static override styles = [controls, shared, sessionStyles];

  constructor() {
    super();
    new Ticking(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("company")) this.#enter();
  }

  #enter(): void {
    this.#leave();
    this.#picture = this.#row = this.#credentials = this.#credentialsFailure = null;
    this.#isRefused = this.#isRevealed = this.#isRowRead = this.#isAlone = false;
    const line = new Line({ company: this.company });
    this.#line = line;
    this.#ends = [
      line.on("picture", (picture) => this.#shows(picture)),
      line.on("connection", (connection) => this.#connected(connection)),
      this.context.router.onTravel(() => this.requestUpdate()),
    ];
    line.connect();
    void this.#readCredentials();
    void this.#readRow();
  }

  #leave(): void {
    for (const end of this.#ends) end();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#line?.close();
    this.#line = null;
  }

  protected override render(): TemplateResult {
    const { company } = this;
    const { api, router } = this.context;
    const row = this.#row;
    return html`
      <div class="head">
        ${this.#back()}
        <lk-company-name
          ?hidden=${!this.#isRowRead}
          .api=${api}
          .company=${company}
          .name=${row?.name ?? null}
          @done=${() => void this.#readRow()}
        ></lk-company-name>
      </div>
      ${this.#isRefused ? html`<div class="banner" data-tone="error" role="alert">${say("refused")}</div>` : nothing}
      ${this.#isRowRead ? nothing : spinner()}
      <div class="columns" ?hidden=${!this.#isRowRead}>
        <lk-timeline
          .api=${api}
          .company=${company}
          .reference=${router.query.get("reference")}
          @whole=${() => this.#wholeJournal()}
        ></lk-timeline>
        ${this.#isReady ? this.#aside() : html`<aside class="waiting card">${spinner()}</aside>`}
      </div>
      <lk-acknowledge .api=${api} @done=${() => void this.#readRow()}></lk-acknowledge>
    `;
  }

  /**
   * Whether what the cards are made of is there, so that they come all at once, and none pushes another that is read
   * already.
   */
  get #isReady(): boolean {
    const hasCredentials = this.#credentials !== null || this.#credentialsFailure !== null;
    return this.#isRowRead && hasCredentials && (this.#picture !== null || this.#isAlone);
  }

  #aside(): TemplateResult {
    const { company } = this;
    const { api, board } = this.context;
    const row = this.#row;
    return html`<aside aria-label=${say("status")}>
      ${statusCard({
        picture: this.#picture,
        restarts: board.rows.get(company)?.restarts ?? null,
        row,
        now: this.#line?.serverNow() ?? Date.now(),
      })}
      ${row === null ? nothing : this.#acknowledged(row)} ${this.#passkeyCard()}
      <lk-actions
        .api=${api}
        .line=${this.#line}
        .picture=${this.#picture}
        .company=${company}
        .name=${row?.name ?? null}
        @done=${() => this.#readLater()}
      ></lk-actions>
      ${this.context.messagesKept ? html`<lk-outbox .api=${api} .company=${company}></lk-outbox>` : nothing}
      <lk-links .api=${api} .company=${company} @done=${() => this.#readLater()}></lk-links>
      ${credentialsCard({
        credentials: this.#credentials,
        problem: this.#credentialsFailure,
        isRevealed: this.#isRevealed,
        reveal: () => this.#reveal(),
        retry: () => void this.#readCredentials(),
      })}
      <lk-policy .api=${api} .company=${company} @done=${() => this.#readLater()}></lk-policy>
    </aside>`;
  }

  /** Leads back to where the company was opened from. */
  #back(): TemplateResult {
    const { from, list } = this.context;
    const isHome = from === "attention";
    const href = isHome ? "/admin" : list === null ? "/admin/sessions" : listPath(list.query);
    return html`<a class="back" href=${href}
      >${icon(arrowLeftIcon)}${say(isHome ? "backToAttention" : "backToCompanies")}</a
    >`;
  }

  #wholeJournal(): void {
    this.context.router.choose({ reference: null });
    this.requestUpdate();
  }

  #acknowledged(row: CompanyRow): TemplateResult | typeof nothing {
    return acknowledgedCard(row, {
      acknowledge: () => this.renderRoot.querySelector<Acknowledge>("lk-acknowledge")!.open(row),
      remove: () => void this.#putBack(),
    });
  }

  async #putBack(): Promise<void> {
    try {
      await this.context.api.removeAcknowledgement(this.company);
    } catch (error) {
      this.#credentialsFailure = asFailure(error);
    }
    await this.#readRow();
  }

  #passkeyCard(): TemplateResult | typeof nothing {
    const picture = this.#picture;
    if (picture === null || passkeyStateOf(picture.status) === null) return nothing;
    return html`<section class="card" aria-labelledby="passkey">
      <header><h2 id="passkey">${sayPasskey("title")}</h2></header>
      <lk-passkey .line=${this.#line} .picture=${picture}></lk-passkey>
    </section>`;
  }

  #shows(picture: Picture): void {
    const before = this.#picture?.status;
    const { status } = picture;
    this.#picture = picture;
    this.requestUpdate();
    if (before === undefined) return;
    if (storyOf(before) !== storyOf(status)) this.#readLater();
  }

  #connected(connection: Connection): void {
    if (connection.state === "waiting" || connection.state === "closed") this.#isAlone = true;
    this.requestUpdate();
    if (connection.state !== "closed") return;
    // Only the service knows whether the dashboard session is over.
    if (connection.reason === "unauthorized" || connection.reason === "expired") void this.#readCredentials();
    this.#isRefused = connection.reason === "forbidden";
    this.requestUpdate();
  }

  #readLater(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    const read = (): void => {
      void this.renderRoot.querySelector<Timeline>("lk-timeline")?.refresh();
      void this.renderRoot.querySelector<Links>("lk-links")?.refresh();
      void this.#readCredentials();
      void this.#readRow();
    };
    this.#timers = JOURNAL_AFTER_MS.map((ms) => setTimeout(read, ms));
  }

  async #readCredentials(): Promise<void> {
    const { company } = this;
    this.#reading += 1;
    const reading = this.#reading;
    let [credentials, problem]: [CredentialsStatus | null, Failure | null] = [this.#credentials, null];
    try {
      credentials = await this.context.api.credentials(company);
    } catch (error) {
      problem = asFailure(error);
    }
    // A later request may have been answered first.
    if (company !== this.company || reading !== this.#reading) return;
    this.#credentials = credentials;
    this.#credentialsFailure = problem;
    this.requestUpdate();
  }

  async #readRow(): Promise<void> {
    const { company } = this;
    // Without it the page has everything but the name and who has seen the trouble; the next change reads it again.
    const row = await this.context.api.company(company).catch(() => this.#row);
    if (company !== this.company) return;
    this.#row = row;
    this.#isRowRead = true;
    this.requestUpdate();
  }

  #reveal(): void {
    this.#isRevealed = !this.#isRevealed;
    this.requestUpdate();
  }
}

/** Returns what of a status is written into the journal when it changes. */
function storyOf({ state, code, since, phoneNumber, change }: Picture["status"]): string {
  return JSON.stringify([state, code, since, phoneNumber, change?.state, change?.since, change?.phoneAnswered]);
}

customElements.define("lk-session", SessionPage);
