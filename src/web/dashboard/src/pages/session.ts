// <lk-session>: one company's session: live status, journal, actions.

import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Line, passkeyStateOf, type Connection, type Picture } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { arrowLeftIcon, icon } from "@linekeeper/ui/icons.ts";

import { Ticking } from "../clock.ts";
import type { Context } from "../context.ts";
import { asFailure, type Failure } from "../failure.ts";
import { Actions } from "../parts/actions.ts";
import { copyButton } from "../parts/bits.ts";
import { Confirm } from "../parts/confirm.ts";
import { LinkDialog } from "../parts/link-dialog.ts";
import { Passkey } from "../parts/passkey.ts";
import { PairDialog } from "../parts/pair-dialog.ts";
import { Policy } from "../parts/policy.ts";
import { credentialsCard, statusCard } from "../parts/status.ts";
import { Timeline } from "../parts/timeline.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayPasskey } from "../texts/passkey.ts";
import { say } from "../texts/session.ts";
import type { CredentialsStatus } from "../types.ts";

customElements.define("lk-actions", Actions);
customElements.define("lk-confirm", Confirm);
customElements.define("lk-link-dialog", LinkDialog);
customElements.define("lk-pair-dialog", PairDialog);
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
  #credentials: CredentialsStatus | null = null;
  #reading = 0;
  #credentialsFailure: Failure | null = null;
  #isRevealed = false;
  #timers: ReturnType<typeof setTimeout>[] = [];

  static override styles = [
    controls,
    shared,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--lk-space-1) var(--lk-space-3);
        margin-bottom: var(--lk-space-5);
      }

      .back {
        display: inline-flex;
        align-items: center;
        gap: var(--lk-space-1);
        width: 100%;
        color: var(--lk-muted);
        text-decoration: none;
      }

      .back:hover {
        color: var(--lk-text);
      }

      h1 {
        overflow-wrap: anywhere;
      }

      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 380px;
        align-items: start;
        gap: var(--lk-space-5);
      }

      aside {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--lk-space-5);
      }

      .why {
        margin-bottom: var(--lk-space-4);
      }

      .correlation {
        margin-top: var(--lk-space-4);
      }

      .change {
        display: grid;
        gap: var(--lk-space-3);
        margin-top: var(--lk-space-5);
        padding-top: var(--lk-space-4);
        border-top: 1px solid var(--lk-line);
      }

      .change .why,
      .change .correlation {
        margin: 0;
      }

      dl.facts {
        grid-template-columns: minmax(84px, 34%) minmax(0, 1fr);
      }

      .reveal {
        min-height: 24px;
        white-space: nowrap;
        padding: 0 var(--lk-space-1);
      }

      @media (max-width: 1000px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }

        aside {
          order: -1;
        }
      }

      @media (min-width: 640px) and (max-width: 1000px) {
        aside {
          grid-template-columns: 1fr 1fr;
          align-items: start;
        }
      }

      @media (max-width: 719px) {
        .columns,
        aside {
          gap: var(--lk-space-4);
        }
      }
    `,
  ];

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
    this.#picture = this.#credentials = this.#credentialsFailure = null;
    this.#isRefused = this.#isRevealed = false;
    const line = new Line({ company: this.company });
    this.#line = line;
    this.#ends = [
      line.on("picture", (picture) => this.#shows(picture)),
      line.on("connection", (connection) => this.#connected(connection)),
    ];
    line.connect();
    void this.#readCredentials();
  }

  #leave(): void {
    for (const end of this.#ends) end();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#line?.close();
    this.#line = null;
  }

  protected override render(): TemplateResult {
    const { company } = this;
    const { api, board, sessions } = this.context;
    return html`
      <div class="head">
        <a class="back" href=${`/admin/sessions${sessions.search}`}>${icon(arrowLeftIcon)}${say("back")}</a>
        <h1>${company}</h1>
        ${copyButton(company, say("copyCompany", { company }), "")}
      </div>
      ${this.#isRefused ? html`<div class="banner" data-tone="error" role="alert">${say("refused")}</div>` : nothing}
      <div class="columns">
        <lk-timeline .api=${api} .company=${company}></lk-timeline>
        <aside aria-label=${say("status")}>
          ${statusCard({
            picture: this.#picture,
            restarts: board.rows.get(company)?.restarts ?? null,
            now: this.#line?.serverNow() ?? Date.now(),
          })}
          ${this.#passkeyCard()}
          <lk-actions
            .api=${api}
            .line=${this.#line}
            .picture=${this.#picture}
            .company=${company}
            @done=${() => this.#readLater()}
          ></lk-actions>
          ${credentialsCard({
            credentials: this.#credentials,
            problem: this.#credentialsFailure,
            isRevealed: this.#isRevealed,
            reveal: () => this.#reveal(),
            retry: () => void this.#readCredentials(),
          })}
          <lk-policy .api=${api} .company=${company} @done=${() => this.#readLater()}></lk-policy>
        </aside>
      </div>
    `;
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
      void this.#readCredentials();
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
