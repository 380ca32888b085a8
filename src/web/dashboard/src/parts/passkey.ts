// <lk-passkey>: WhatsApp's request for the account's passkey, for an operator: answered by the extension or by hand, and
// the code that is compared with the phone's. Of the pairing, or of the change of the number.

import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { parseTime, type Line, type LivePasskey, type Picture } from "@linekeeper/client";
import { manualSnippet } from "@linekeeper/extension/manual.ts";
import { PasskeyError, findExtension, requestAssertion } from "@linekeeper/extension/page.ts";
import { controls } from "@linekeeper/ui/controls.ts";
import { countdown, displayedCode, spelledCode } from "@linekeeper/ui/format.ts";

import { Ticking } from "../clock.ts";
import { asFailure, type Failure } from "../failure.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say, type PasskeyKey } from "../texts/passkey.ts";
import { copyButton, failure, spinner } from "./bits.ts";

export class Passkey extends Part {
  static override properties = { line: { attribute: false }, picture: { attribute: false } };

  declare line: Line;
  declare picture: Picture;

  static override styles = [
    controls,
    shared,
    css`
      .steps,
      .part {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--lk-space-3);
      }

      .part > button {
        justify-self: start;
      }

      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--lk-space-2);
        padding-left: var(--lk-space-5);
      }

      pre {
        max-height: 140px;
        margin: var(--lk-space-2) 0 0;
        padding: var(--lk-space-2);
        overflow: auto;
        border: 1px solid var(--lk-line);
        border-radius: var(--lk-radius-1);
        background: var(--lk-inset);
        font-size: 12px;
      }

      textarea {
        width: 100%;
        min-height: 96px;
        font-family: var(--lk-mono);
        font-size: 12px;
      }

      .big {
        font-family: var(--lk-mono);
        font-size: 30px;
        font-weight: 700;
        letter-spacing: 0.06em;
        text-align: center;
      }

      summary {
        padding: var(--lk-space-2) 0;
        cursor: pointer;
      }
    `,
  ];

  #challengeId: string | null = null;
  #hasExtension = false;
  #aborter: AbortController | null = null;
  #isBusy = false;
  #failure: Failure | null = null;
  /** Sentence about the extension's request, or about a challenge that was replaced. */
  #said: PasskeyKey | null = null;

  constructor() {
    super();
    new Ticking(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("focus", this.#look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("focus", this.#look);
    this.#abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("line")) this.#failure = null;
    if (!changed.has("picture")) return;
    const challengeId = this.#open?.challengeId ?? null;
    if (challengeId === this.#challengeId) return;
    // What was typed or asked for is of the challenge before.
    const isReplaced = this.#challengeId !== null && challengeId !== null;
    this.#challengeId = challengeId;
    this.#said = isReplaced ? "replaced" : null;
    this.#failure = null;
    this.#abort();
    const field = this.renderRoot.querySelector("textarea");
    if (field !== null) field.value = "";
    if (challengeId !== null) void this.#look();
  }

  /** Challenge that is open; null while its answer is being checked. */
  get #open(): LivePasskey | null {
    const live = this.picture.livePasskey;
    return live?.code === null ? live : null;
  }

  protected override render(): TemplateResult {
    const live = this.picture.livePasskey;
    return html`<div class="steps">
      ${live === null ? spinner(say("checking")) : live.code === null ? this.#challenge(live) : this.#comparison(live, live.code)}
      ${live === null ? nothing : this.#timer(live)}
      ${this.#said === null ? nothing : html`<p class="banner" data-tone="warning" role="alert">${say(this.#said)}</p>`}
      ${this.#failure === null ? nothing : failure(this.#failure)}
    </div>`;
  }

  #timer({ expiresAt }: LivePasskey): TemplateResult | typeof nothing {
    const ends = parseTime(expiresAt);
    if (ends === null) return nothing;
    const left = ends - this.line.serverNow();
    return html`<p class="muted tabular" role="timer">
      ${left <= 0 ? say("over") : say("left", { time: countdown(left) })}
    </p>`;
  }

  #challenge({ challengeId, options, mayAnswer }: LivePasskey): TemplateResult {
    if (options === null) return html`<p class="banner" data-tone="error" role="alert">${say("unreadable")}</p>`;
    if (!mayAnswer) return html`<p class="banner" data-tone="info">${say("mayNot")}</p>`;
    const json = JSON.stringify(options);
    return html`<p>${say("asks")}</p>
      ${this.#byExtension(challengeId, json)}
      <details ?open=${!this.#hasExtension}>
        <summary>${say("manual")}</summary>
        ${this.#byHand(challengeId, json)}
      </details>`;
  }

  #byExtension(challengeId: string, json: string): TemplateResult | typeof nothing {
    if (this.#aborter !== null) {
      return html`<div class="part">
        <p role="status">${say("asking")}</p>
        <button type="button" data-stop @click=${() => this.#abort()}>${say("stop")}</button>
      </div>`;
    }
    if (!this.#hasExtension) return nothing;
    return html`<div class="part">
      <p class="hint">${say("willOpen")}</p>
      <button
        type="button"
        class="primary"
        data-extension
        ?disabled=${this.#isBusy}
        @click=${() => void this.#askExtension(challengeId, json)}
      >
        ${say("withExtension")}
      </button>
    </div>`;
  }

  #byHand(challengeId: string, json: string): TemplateResult {
    const snippet = snippetOf(json);
    if (snippet === null) return html`<p class="banner" data-tone="warning">${say("manualRefused")}</p>`;
    return html`<div class="part">
      <ol>
        <li>
          ${say("step1")} ${copyButton(snippet, say("copySnippet"))}
          <pre tabindex="0" aria-label=${say("copySnippet")} translate="no">${snippet}</pre>
        </li>
        <li>${say("step2")}</li>
        <li>${say("step3")}</li>
        <li>${say("step4")}</li>
        <li>${say("step5")}</li>
      </ol>
      <form class="part" @submit=${(event: Event) => this.#sendTyped(event, challengeId)}>
        <label for="assertion">${say("assertion")}</label>
        <textarea id="assertion" required autocomplete="off" spellcheck="false" maxlength="16384"></textarea>
        <button class="primary" ?disabled=${this.#isBusy}>${say(this.#isBusy ? "sending" : "send")}</button>
      </form>
    </div>`;
  }

  #comparison({ challengeId, mayAnswer }: LivePasskey, code: string): TemplateResult {
    if (!mayAnswer) return html`<p class="banner" data-tone="info">${say("mayNot")}</p>`;
    return html`<p>${say("compare")}</p>
      <span class="big" role="img" aria-label=${spelledCode(code)}>${displayedCode(code)}</span>
      <div class="row">
        <button
          type="button"
          class="primary"
          data-same
          ?disabled=${this.#isBusy}
          @click=${() => void this.#do(() => this.line.confirmPasskey(challengeId))}
        >
          ${say("same")}
        </button>
        <button
          type="button"
          data-differ
          ?disabled=${this.#isBusy}
          @click=${() => void this.#do(() => this.line.cancelPairing())}
        >
          ${say("differ")}
        </button>
      </div>`;
  }

  /** Looks for the extension, also when the operator comes back from installing it. */
  #look = async (): Promise<void> => {
    if (this.#challengeId === null || this.#hasExtension) return;
    this.#hasExtension = (await findExtension()) !== null;
    this.requestUpdate();
  };

  async #askExtension(challengeId: string, json: string): Promise<void> {
    const aborter = new AbortController();
    this.#aborter = aborter;
    this.#said = this.#failure = null;
    this.requestUpdate();
    try {
      const assertion = await requestAssertion(json, { signal: aborter.signal });
      if (this.#aborter !== aborter) return;
      this.#aborter = null;
      await this.#do(() => this.line.answerPasskey(challengeId, assertion));
    } catch (error) {
      if (this.#aborter !== aborter) return;
      this.#aborter = null;
      this.#said = error instanceof PasskeyError ? error.code : "failed";
      if (this.#said === "not-found") this.#hasExtension = false;
    }
    this.requestUpdate();
  }

  #sendTyped(event: Event, challengeId: string): void {
    event.preventDefault();
    const assertion = this.renderRoot.querySelector("textarea")!.value.trim();
    void this.#do(() => this.line.answerPasskey(challengeId, assertion));
  }

  #abort(): void {
    const aborter = this.#aborter;
    this.#aborter = null;
    aborter?.abort();
    this.requestUpdate();
  }

  async #do(work: () => Promise<void>): Promise<void> {
    const challengeId = this.#challengeId;
    this.#isBusy = true;
    this.#said = this.#failure = null;
    this.requestUpdate();
    try {
      await work();
    } catch (error) {
      // A refusal of an answer to the challenge before says nothing of this one.
      if (challengeId === this.#challengeId) this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  }
}

function snippetOf(optionsJson: string): string | null {
  try {
    return manualSnippet(optionsJson);
  } catch {
    return null;
  }
}
