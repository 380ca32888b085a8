// <lk-sign-in>: a field for an admin key, and the outcome of the sign-in.

import { css, html, nothing, type TemplateResult } from "lit";
import { controls } from "@linekeeper/ui/controls.ts";
import { countdown } from "@linekeeper/ui/format.ts";

import type { Api } from "../api.ts";
import { Ticking } from "../clock.ts";
import { asFailure, type Failure } from "../failure.ts";
import { failure } from "../parts/bits.ts";
import { languageStyles } from "../parts/frame-styles.ts";
import { languages } from "../parts/header.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say } from "../texts/sign-in.ts";
import type { Visit } from "../types.ts";

/** Reason why the key was rejected. */
type Complaint = "empty" | "notAKey" | "wrong" | "notAdmin";

export class SignIn extends Part {
  static override properties = { api: { attribute: false }, wasIn: { type: Boolean } };

  declare api: Api;
  declare wasIn: boolean;

  #busy = false;
  #shown = false;
  #complaint: Complaint | null = null;
  #failure: Failure | null = null;
  /** End of the service's rate limit, by this machine's clock, in milliseconds. */
  #closedUntil = 0;

  static override styles = [
    controls,
    shared,
    languageStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr;
        min-height: 100%;
        overflow: auto;
      }

      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: var(--lk-space-4) var(--lk-space-6);
      }

      .brand {
        display: inline-flex;
        align-items: center;
        gap: var(--lk-space-2);
        font-size: var(--lk-text-3);
        font-weight: 700;
      }

      main {
        align-self: start;
        justify-self: center;
        width: min(420px, 100% - 2 * var(--lk-space-4));
        margin-top: 10vh;
        padding: var(--lk-space-8) var(--lk-space-8) var(--lk-space-6);
        box-shadow: var(--lk-shadow-2);
      }

      form,
      .field {
        display: grid;
        gap: var(--lk-space-4);
      }

      .field {
        gap: var(--lk-space-2);
      }

      .lead {
        margin: var(--lk-space-2) 0 var(--lk-space-6);
      }

      .with {
        display: flex;
        gap: var(--lk-space-2);
      }

      input {
        font-family: var(--lk-mono);
      }

      form button {
        min-height: 42px;
      }

      .with button {
        white-space: nowrap;
      }

      main > .banner {
        margin-bottom: var(--lk-space-4);
      }
    `,
  ];

  constructor() {
    super();
    this.wasIn = false;
    new Ticking(this);
  }

  protected override render(): TemplateResult {
    const closedFor = this.#closedUntil - Date.now();
    return html`
      <header>
        <span class="brand"><img src="/favicon.svg" alt="" width="28" height="28" />Linekeeper</span>
        ${languages()}
      </header>
      <main class="card">
        <h1>${say("title")}</h1>
        <p class="lead muted">${say("lead")}</p>
        ${this.wasIn ? html`<div class="banner" data-tone="info" role="status">${say("ended")}</div>` : nothing}
        ${this.#failure === null ? nothing : failure(this.#failure)}
        <form @submit=${this.#submit} novalidate>
          <div class="field">
            <label for="key">${say("key")}</label>
            <div class="with">
              <input
                id="key"
                name="key"
                type=${this.#shown ? "text" : "password"}
                autocomplete="current-password"
                autocapitalize="off"
                spellcheck="false"
                placeholder="lk_…"
                autofocus
                aria-describedby="hint wrong"
                aria-invalid=${this.#complaint === null ? "false" : "true"}
                @input=${() => this.#complain(null)}
              />
              <button type="button" aria-pressed=${this.#shown ? "true" : "false"} @click=${this.#toggle}>
                ${say(this.#shown ? "hide" : "show")}
              </button>
            </div>
            <p id="wrong" class="field-error" role="alert">${this.#complaint === null ? "" : say(this.#complaint)}</p>
            <p id="hint" class="hint">
              ${say("keyHint")} <code class="mono">linekeeper keys create --label … --scope admin</code>
            </p>
          </div>
          ${
            closedFor > 0
              ? html`<div class="banner tabular" data-tone="warning" role="timer">
                  ${say("throttled", { time: countdown(closedFor) })}
                </div>`
              : nothing
          }
          <button class="primary" ?disabled=${this.#busy || closedFor > 0}>
            ${say(this.#busy ? "signingIn" : "signIn")}
          </button>
        </form>
      </main>
    `;
  }

  protected override firstUpdated(): void {
    this.#field.focus();
  }

  get #field(): HTMLInputElement {
    return this.renderRoot.querySelector("input")!;
  }

  #toggle = (): void => {
    this.#shown = !this.#shown;
    this.requestUpdate();
  };

  #complain(complaint: Complaint | null): void {
    this.#complaint = complaint;
    this.#failure = null;
    this.requestUpdate();
    if (complaint !== null) this.#field.focus();
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const key = this.#field.value.trim();
    if (this.#busy) return;
    if (key === "") return this.#complain("empty");
    if (!key.startsWith("lk_")) return this.#complain("notAKey");
    this.#busy = true;
    this.#complain(null);
    try {
      const detail = await this.api.signIn(key);
      this.#field.value = "";
      this.dispatchEvent(new CustomEvent<Visit>("signed-in", { detail }));
    } catch (error) {
      this.#refused(asFailure(error));
    } finally {
      this.#busy = false;
      this.requestUpdate();
    }
  };

  #refused(refusal: Failure): void {
    if (refusal.status === 401) return this.#complain("wrong");
    if (refusal.status === 403) return this.#complain("notAdmin");
    if (refusal.status === 429 && refusal.retryAfterMs !== null) {
      this.#closedUntil = Date.now() + refusal.retryAfterMs;
      return;
    }
    this.#failure = refusal;
  }
}
