// <lk-webhooks>: all webhook endpoints, with how each is doing; live.

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { controls } from "@linekeeper/ui/controls.ts";
import { icon, linkIcon, offlineIcon } from "@linekeeper/ui/icons.ts";

import { Ticking } from "../clock.ts";
import type { Context } from "../context.ts";
import { defineOnce } from "../define.ts";
import { asFailure, type Failure } from "../failure.ts";
import { PagedList } from "../model/paged.ts";
import { healthOf, hostOf, nameOf } from "../model/webhooks.ts";
import { failure, placeholder, spinner } from "../parts/bits.ts";
import {
  companiesText,
  countText,
  eventsText,
  healthBadge,
  lastSuccess,
  shadeOf,
  troubleOf,
} from "../parts/webhook-bits.ts";
import { WebhookDialog } from "../parts/webhook-dialog.ts";
import { webhooksStyles } from "../parts/webhooks-styles.ts";
import { Part } from "../part.ts";
import { Poll } from "../poll.ts";
import { pathOf } from "../router.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/webhooks.ts";
import type { Webhook } from "../types.ts";

defineOnce("lk-webhook-dialog", WebhookDialog);

const AGAIN_MS = 5000;

/** Setting without which there are no webhooks. */
const SETTING = `[messages]
enabled = true`;

export class WebhooksPage extends Part {
  static override properties = { context: { attribute: false } };

  static override styles = [controls, shared, webhooksStyles];

  declare context: Context;

  #list = new PagedList<Webhook>(
    async (limit, cursor) => {
      const { webhooks, next } = await this.context.api.webhooks(limit, cursor);
      return { items: webhooks, next };
    },
    ({ webhookId }) => webhookId,
  );
  #poll = new Poll<void>(this, () => this.#read(), AGAIN_MS);
  #moreFailure: Failure | null = null;
  /** The service keeps no messages; it is not asked again. */
  #isOff = false;

  constructor() {
    super();
    new Ticking(this);
  }

  async #read(): Promise<void> {
    if (this.#isOff) return;
    try {
      await this.#list.refresh();
    } catch (error) {
      if (asFailure(error).status !== 404) throw error;
      this.#isOff = true;
    }
  }

  protected override render(): TemplateResult {
    if (this.#isOff)
      return nowhere(
        say("off"),
        html`<p class="muted lead">${say("offHint")}</p>
          <pre>${SETTING}</pre>`,
      );
    const { items } = this.#list;
    const problem = this.#poll.failure;
    if (items === null && problem?.status === 403) {
      return nowhere(say("forbidden"), html`<p class="muted lead">${say("forbiddenHint")}</p>`);
    }
    return html`
      <header class="head">
        <div>
          <h1>${say("title")}</h1>
          <p class="muted">
            ${say("lead")} <a href="/docs/webhooks" target="_blank" rel="noopener">${say("receivers")}</a>
          </p>
        </div>
        <button type="button" class="primary" @click=${() => this.#add()}>${icon(linkIcon)}${say("add")}</button>
      </header>
      ${problem === null ? nothing : failure(problem, this.#again())}
      ${items !== null ? this.#endpoints(items) : problem === null ? spinner() : nothing}
      <lk-webhook-dialog
        .api=${this.context.api}
        @done=${() => void this.#poll.again()}
        @added=${({ detail }: CustomEvent<string>) => this.context.router.go(pathOf({ page: "webhook", webhook: detail }))}
      ></lk-webhook-dialog>
    `;
  }

  #again(): TemplateResult {
    return html`<p>
      <button type="button" class="small" @click=${() => void this.#poll.again()}>${sayCommon("retry")}</button>
    </p>`;
  }

  #endpoints(webhooks: readonly Webhook[]): TemplateResult {
    if (webhooks.length === 0) {
      return placeholder(linkIcon, say("none"), html`<p class="muted lead">${say("noneHint")}</p>`);
    }
    const now = this.context.board.serverNow();
    return html`<ul class="card list" aria-label=${say("list")}>
        ${repeat(
          webhooks,
          ({ webhookId }) => webhookId,
          (webhook) => row(webhook, now),
        )}
      </ul>
      ${this.#moreFailure === null ? nothing : failure(this.#moreFailure)}
      ${
        this.#list.next === null
          ? nothing
          : html`<button type="button" class="more" @click=${() => void this.#more()}>${say("more")}</button>`
      }`;
  }

  async #more(): Promise<void> {
    try {
      await this.#list.more();
      this.#moreFailure = null;
    } catch (error) {
      this.#moreFailure = asFailure(error);
    }
    this.requestUpdate();
  }

  #add(): void {
    void this.renderRoot.querySelector<WebhookDialog>("lk-webhook-dialog")!.open(null);
  }
}

function row(webhook: Webhook, now: number): TemplateResult {
  const health = healthOf(webhook, now);
  const trouble = troubleOf(health);
  const { webhookId, description, url, waiting, dead } = webhook;
  return html`<li data-webhook=${webhookId} data-health=${shadeOf(health)}>
    <div>
      <a class="name" href=${pathOf({ page: "webhook", webhook: webhookId })}>${nameOf(webhook)}</a>
      ${description === null ? nothing : html`<p class="hint mono">${hostOf(url)}</p>`}
    </div>
    <div class="state">
      ${healthBadge(health)} ${trouble === null ? nothing : html`<p class="hint">${trouble.why}</p>`}
    </div>
    <div>
      <p>${companiesText(webhook)}</p>
      <p class="hint">${eventsText(webhook)}</p>
    </div>
    <dl class="facts tabular">
      <dt>${say("waiting")}</dt>
      <dd data-count="waiting">${countText(waiting)}</dd>
      <dt>${say("dead")}</dt>
      <dd data-count="dead" class=${dead > 0 ? "some" : ""}>${countText(dead)}</dd>
      <dt>${say("lastSuccess")}</dt>
      <dd>${lastSuccess(webhook, now)}</dd>
    </dl>
  </li>`;
}

function nowhere(title: string, more: unknown): TemplateResult {
  return html`<h1 class="offscreen">${say("title")}</h1>
    ${placeholder(offlineIcon, title, more)}`;
}

customElements.define("lk-webhooks", WebhooksPage);
