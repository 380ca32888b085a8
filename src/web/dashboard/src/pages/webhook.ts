// <lk-webhook>: one webhook endpoint: how it is doing, its deliveries, and what can be done with it.

import { html, nothing, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { arrowLeftIcon, icon, searchIcon, trashIcon } from "@linekeeper/ui/icons.ts";

import { Ticking } from "../clock.ts";
import type { Context } from "../context.ts";
import { defineOnce } from "../define.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { fieldOf } from "../model/replay.ts";
import { concealed, healthOf, hostOf, nameOf } from "../model/webhooks.ts";
import { dateTime } from "../model/times.ts";
import { failure, placeholder, spinner, success } from "../parts/bits.ts";
import { Confirm, type Question } from "../parts/confirm.ts";
import { Deliveries } from "../parts/deliveries.ts";
import { ReplayDialog } from "../parts/replay-dialog.ts";
import { RotateDialog } from "../parts/rotate-dialog.ts";
import {
  companiesText,
  countText,
  eventsText,
  failureOrNothing,
  healthBadge,
  lastSuccess,
  testResult,
  troubleBanner,
} from "../parts/webhook-bits.ts";
import { WebhookDialog } from "../parts/webhook-dialog.ts";
import { webhookStyles } from "../parts/webhooks-styles.ts";
import { Part } from "../part.ts";
import { Poll } from "../poll.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/webhooks.ts";
import type { Webhook, WebhookTest } from "../types.ts";

defineOnce("lk-confirm", Confirm);
defineOnce("lk-webhook-dialog", WebhookDialog);
customElements.define("lk-deliveries", Deliveries);
customElements.define("lk-replay-dialog", ReplayDialog);
customElements.define("lk-rotate-dialog", RotateDialog);

const AGAIN_MS = 4000;

/** What is told of the last press. */
type Told =
  /** `at`: time of the answer, in milliseconds. */
  | { readonly test: WebhookTest; readonly at: number }
  /** `since`: when it was disabled, in milliseconds. */
  | { readonly enabled: true; readonly since: number | null }
  | { readonly key: "saved" | "disabledDone" }
  | { readonly failure: Failure };

export class WebhookPage extends Part {
  static override properties = { context: { attribute: false }, webhook: { type: String } };

  static override styles = [controls, shared, webhookStyles];

  declare context: Context;
  /** Id of the endpoint. The element is made anew for another one. */
  declare webhook: string;

  #poll = new Poll<Webhook>(this, () => this.context.api.webhook(this.webhook), AGAIN_MS);
  #told: Told | null = null;
  #busy: "test" | "other" | null = null;
  #isRevealed = false;

  constructor() {
    super();
    new Ticking(this);
  }

  protected override render(): TemplateResult {
    const { answer, failure: problem } = this.#poll;
    if (problem?.status === 404) return this.#nowhere();
    return html`
      <div class="head">
        ${this.#back()}
        <h1>${answer === null ? say("title") : nameOf(answer)}</h1>
        ${answer === null ? nothing : healthBadge(healthOf(answer, this.#now))}
      </div>
      ${problem === null ? nothing : failure(problem, this.#again())}
      ${answer !== null ? this.#columns(answer) : problem === null ? spinner() : nothing}
      <lk-confirm></lk-confirm>
      <lk-webhook-dialog .api=${this.context.api} @done=${() => this.#tell({ key: "saved" })}></lk-webhook-dialog>
      <lk-rotate-dialog .api=${this.context.api} @done=${() => void this.#poll.again()}></lk-rotate-dialog>
    `;
  }

  #nowhere(): TemplateResult {
    const more = html`<p class="muted">${say("unknownHint")}</p>
      <a class="button" href="/admin/webhooks">${say("back")}</a>`;
    return html`<h1 class="offscreen">${say("title")}</h1>
      ${placeholder(searchIcon, say("unknown"), more)}`;
  }

  #back(): TemplateResult {
    return html`<a class="back" href="/admin/webhooks">${icon(arrowLeftIcon)}${say("back")}</a>`;
  }

  #again(): TemplateResult {
    return html`<p>
      <button type="button" class="small" @click=${() => void this.#poll.again()}>${sayCommon("retry")}</button>
    </p>`;
  }

  #columns(webhook: Webhook): TemplateResult {
    return html`<div class="columns">
      <lk-deliveries
        .context=${this.context}
        .webhook=${webhook}
        @done=${() => void this.#poll.again()}
      ></lk-deliveries>
      <aside aria-label=${say("status")}>
        ${this.#status(webhook)} ${this.#actions(webhook)} ${this.#settings(webhook)}
      </aside>
    </div>`;
  }

  #status(webhook: Webhook): TemplateResult {
    const [since, until] = [parseTime(webhook.failingSince), parseTime(webhook.pausedUntil)];
    return card(
      "status",
      html`${troubleBanner(webhook, this.#now)}
        <dl class="facts">
          ${fact(say("waiting"), countText(webhook.waiting))}
          ${fact(say("dead"), html`<span class=${webhook.dead > 0 ? "some" : ""}>${countText(webhook.dead)}</span>`)}
          ${fact(say("lastSuccess"), lastSuccess(webhook, this.#now))}
          ${since === null ? nothing : fact(say("failingSinceFact"), dateTime(language(), since))}
          ${until === null || until <= this.#now ? nothing : fact(say("pausedUntil"), dateTime(language(), until))}
        </dl>`,
    );
  }

  #settings(webhook: Webhook): TemplateResult {
    const { url, madeBy, createdAt, oldSecretUntil, companies } = webhook;
    const short = concealed(url);
    const old = parseTime(oldSecretUntil);
    const reveal = html`<button type="button" class="small quiet reveal" @click=${() => this.#reveal()}>
      ${say(this.#isRevealed ? "conceal" : "reveal")}
    </button>`;
    return card(
      "settings",
      html`<dl class="facts">
        ${fact(say("url"), html`<code class="mono">${this.#isRevealed ? url : short}</code> ${short === url ? nothing : reveal}`)}
        ${fact(say("companies"), html`<span title=${companies === null ? nothing : companies.join(", ")}>${companiesText(webhook)}</span>`)}
        ${fact(say("events"), eventsText(webhook))}
        ${fact(say("secret"), old === null ? say("secretOne") : say("secretOld", { time: dateTime(language(), old) }))}
        ${fact(say("created"), dateTime(language(), parseTime(createdAt) ?? 0))}
        ${madeBy === null ? nothing : fact(say("madeBy"), html`<code class="mono">${madeBy}</code>`)}
      </dl>`,
    );
  }

  #actions(webhook: Webhook): TemplateResult {
    const isBusy = this.#busy !== null;
    return card(
      "actions",
      html`<div class="grid">
          <button type="button" class="wide" ?disabled=${isBusy} @click=${() => void this.#test()}>
            ${say(this.#busy === "test" ? "testing" : "test")}
          </button>
          <button type="button" ?disabled=${isBusy} @click=${() => this.#edit(webhook)}>${say("edit")}</button>
          <button type="button" ?disabled=${isBusy} @click=${() => this.#rotate()}>${say("rotate")}</button>
          ${
            webhook.disabled === null
              ? html`<button type="button" ?disabled=${isBusy} @click=${() => void this.#disable(webhook)}>
                  ${say("disable")}
                </button>`
              : html`<button type="button" ?disabled=${isBusy} @click=${() => void this.#enable(webhook)}>
                  ${say("enable")}
                </button>`
          }
          <button type="button" class="delete" ?disabled=${isBusy} @click=${() => void this.#delete(webhook)}>
            ${icon(trashIcon)}${say("delete")}
          </button>
        </div>
        <div class="told">${this.#result()}</div>`,
    );
  }

  #result(): TemplateResult | typeof nothing {
    const told = this.#told;
    if (told === null) return nothing;
    if ("test" in told) return testResult(told.test, told.at);
    if ("failure" in told) return failureOrNothing(told.failure);
    if ("key" in told) return success(say(told.key));
    const { since } = told;
    if (since === null) return success(say("enabled"));
    const missed = html`<p class="hint">${say("missedHint")}</p>
      <p><button type="button" class="small" @click=${() => this.#missed(since)}>${say("sendMissed")}</button></p>`;
    return success(say("enabled"), missed);
  }

  get #now(): number {
    return this.context.board.serverNow();
  }

  #part<Element extends HTMLElement>(name: string): Element {
    return this.renderRoot.querySelector<Element>(name)!;
  }

  #reveal(): void {
    this.#isRevealed = !this.#isRevealed;
    this.requestUpdate();
  }

  #edit(webhook: Webhook): void {
    void this.#part<WebhookDialog>("lk-webhook-dialog").open(webhook);
  }

  #rotate(): void {
    void this.#part<RotateDialog>("lk-rotate-dialog").open(this.webhook);
  }

  /** Asks for what came while the endpoint was disabled. */
  #missed(since: number): void {
    void this.#part<Deliveries>("lk-deliveries").range({ state: "missed", from: fieldOf(since), until: "" });
  }

  async #test(): Promise<void> {
    await this.#work("test", async () => {
      const test = await this.context.api.testWebhook(this.webhook);
      return { test, at: Date.now() };
    });
  }

  async #enable(webhook: Webhook): Promise<void> {
    const question = { name: nameOf(webhook), waiting: countText(webhook.waiting) };
    if (!(await this.#asks("enable", say("enableText", question)))) return;
    await this.#work("other", async () => {
      await this.context.api.enableWebhook(this.webhook);
      return { enabled: true, since: parseTime(webhook.disabledAt) };
    });
  }

  async #disable(webhook: Webhook): Promise<void> {
    const question = { name: nameOf(webhook), waiting: countText(webhook.waiting) };
    if (!(await this.#asks("disable", say("disableText", question)))) return;
    await this.#work("other", async () => {
      await this.context.api.disableWebhook(this.webhook);
      return { key: "disabledDone" };
    });
  }

  async #delete(webhook: Webhook): Promise<void> {
    const [waiting, dead] = [countText(webhook.waiting), countText(webhook.dead)];
    const text = say("deleteText", { name: nameOf(webhook), waiting, dead });
    if (!(await this.#asks("delete", text, hostOf(webhook.url)))) return;
    await this.#work("other", async () => {
      await this.context.api.deleteWebhook(this.webhook);
      this.context.router.go("/admin/webhooks");
      return null;
    });
  }

  #asks(action: "enable" | "disable" | "delete", text: string, word: string | null = null): Promise<boolean> {
    const question: Question = {
      ...{ title: say(action), text, yes: say(action), isDangerous: action !== "enable", word },
    };
    return this.#part<Confirm>("lk-confirm").ask(question);
  }

  async #work(busy: "test" | "other", work: () => Promise<Told | null>): Promise<void> {
    [this.#busy, this.#told] = [busy, null];
    this.requestUpdate();
    let told: Told | null;
    try {
      told = await work();
    } catch (error) {
      told = { failure: asFailure(error) };
    }
    this.#busy = null;
    this.#tell(told);
  }

  #tell(told: Told | null): void {
    this.#told = told;
    this.requestUpdate();
    if (this.isConnected) void this.#poll.again();
  }
}

function card(id: "status" | "settings" | "actions", content: TemplateResult): TemplateResult {
  return html`<section class="card" aria-labelledby=${id}>
    <header><h2 id=${id}>${say(id)}</h2></header>
    ${content}
  </section>`;
}

function fact(name: string, value: unknown): TemplateResult {
  return html`<dt>${name}</dt>
    <dd class="tabular">${value}</dd>`;
}

customElements.define("lk-webhook", WebhookPage);
