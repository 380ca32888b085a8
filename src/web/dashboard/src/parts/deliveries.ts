// <lk-deliveries>: what an endpoint is owed, was sent, and did not take; by state, live, and sent again.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { icon, refreshIcon } from "@linekeeper/ui/icons.ts";

import type { Context } from "../context.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { PagedList } from "../model/paged.ts";
import { replayAll, type Range } from "../model/replay.ts";
import { counted, dateTime, number } from "../model/times.ts";
import { Part } from "../part.ts";
import { Poll } from "../poll.ts";
import { pathOf } from "../router.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { EVENTS, say, sayNone, STATES } from "../texts/deliveries.ts";
import { sayType } from "../texts/webhooks.ts";
import type { Delivery, DeliveryState, Webhook, WebhookReplay } from "../types.ts";
import { copyButton, failure, spinner, success } from "./bits.ts";
import type { Confirm } from "./confirm.ts";
import { deliveriesStyles } from "./deliveries-styles.ts";
import type { ReplayDialog } from "./replay-dialog.ts";
import { answerText, countText, failureOrNothing } from "./webhook-bits.ts";

const AGAIN_MS = 4000;

export class Deliveries extends Part {
  static override properties = { context: { attribute: false }, webhook: { attribute: false } };

  static override styles = [controls, shared, deliveriesStyles];

  declare context: Context;
  declare webhook: Webhook;

  #state: DeliveryState | null = null;
  #list = this.#listOf("waiting");
  #poll = new Poll<void>(this, () => this.#read(), AGAIN_MS);
  /** Failure of the last press, not of the list. */
  #failure: Failure | null = null;
  /** Number of events that wait since the last replay; null before one. */
  #replayed: number | null = null;
  /** Events queued so far by a replay that runs; null while none does. */
  #running: number | null = null;
  #isStopped = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Requests under way end; no further ones are sent for a page that was left.
    this.#isStopped = true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("webhook") || this.#state !== null) return;
    this.#show(this.#first());
  }

  /** Asks for a time range, and sends its events once more. */
  async range(range: Range): Promise<void> {
    const replay = await this.renderRoot.querySelector<ReplayDialog>("lk-replay-dialog")!.ask(range);
    if (replay !== null) await this.#replay(replay);
  }

  /** State that is shown first: that of the address, else what needs a look. */
  #first(): DeliveryState {
    const named = this.context.router.query.get("state");
    const { dead, waiting } = this.webhook;
    return STATES.find((state) => state === named) ?? (dead > 0 ? "dead" : waiting > 0 ? "waiting" : "delivered");
  }

  #listOf(state: DeliveryState): PagedList<Delivery> {
    return new PagedList(
      async (limit, cursor) => {
        const { webhookId: webhook } = this.webhook;
        const { deliveries, next } = await this.context.api.deliveries({ webhook, state }, limit, cursor);
        return { items: deliveries, next };
      },
      ({ companyId, seq }) => `${companyId} ${seq}`,
    );
  }

  async #read(): Promise<void> {
    if (this.#state !== null) await this.#list.refresh();
  }

  #show(state: DeliveryState): void {
    this.#state = state;
    this.#list = this.#listOf(state);
    void this.#poll.again();
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const state = this.#state ?? "waiting";
    const problem = this.#poll.failure;
    return html`<section class="card" aria-labelledby="title">
        <header>
          <h2 id="title">${say("title")}</h2>
          <div class="row">${this.#buttons()}</div>
        </header>
        ${this.#told()}
        <div class="chips" role="group" aria-label=${say("byState")}>
          ${STATES.map((one) => this.#chip(one, state))}
        </div>
        <p class="hint">${say(`hint_${state}`)}</p>
        ${problem === null ? nothing : failure(problem, this.#again())}
        ${this.#list.items === null ? (problem === null ? spinner() : nothing) : this.#rows(state, this.#list.items)}
      </section>
      <lk-confirm></lk-confirm>
      <lk-replay-dialog></lk-replay-dialog>`;
  }

  #buttons(): TemplateResult {
    const isRunning = this.#running !== null;
    return html`${
        this.webhook.dead === 0
          ? nothing
          : html`<button type="button" class="small" ?disabled=${isRunning} @click=${() => void this.#allDead()}>
              ${icon(refreshIcon)}${say("allDead")}
            </button>`
      }
      <button
        type="button"
        class="small"
        ?disabled=${isRunning}
        @click=${() => void this.range({ state: this.webhook.dead > 0 ? "dead" : "delivered", from: "", until: "" })}
      >
        ${say("range")}
      </button>`;
  }

  #told(): TemplateResult {
    if (this.#running !== null) {
      return html`<div class="banner running" data-tone="info" role="status">
        <span>${say("sending", { count: number(language(), this.#running) })}</span>
        <button type="button" class="small" @click=${() => (this.#isStopped = true)}>${say("stop")}</button>
      </div>`;
    }
    const count = this.#replayed;
    const hint = this.webhook.disabled === null ? nothing : html`<p class="hint">${say("disabledHint")}</p>`;
    return html`${failureOrNothing(this.#failure)}
    ${
      count === null
        ? nothing
        : count === 0
          ? html`<div class="banner" data-tone="info" role="status">${say("replayedNone")}</div>`
          : success(say("replayed", { events: counted(language(), count, EVENTS[language()]) }), hint)
    }`;
  }

  #chip(state: DeliveryState, chosen: DeliveryState): TemplateResult {
    // What was delivered is not counted: of a busy endpoint it is millions.
    const count = state === "delivered" ? null : this.webhook[state];
    return html`<button
      type="button"
      class="chip"
      data-filter=${state}
      aria-pressed=${state === chosen ? "true" : "false"}
      @click=${() => this.#choose(state)}
    >
      <span>${say(state)}</span
      >${count === null ? nothing : html`<span class="count tabular">${countText(count)}</span>`}
    </button>`;
  }

  #choose(state: DeliveryState): void {
    this.context.router.choose({ state });
    this.#replayed = this.#failure = null;
    this.#show(state);
  }

  #again(): TemplateResult {
    return html`<p>
      <button type="button" class="small" @click=${() => void this.#poll.again()}>${sayCommon("retry")}</button>
    </p>`;
  }

  #rows(state: DeliveryState, deliveries: readonly Delivery[]): TemplateResult {
    if (deliveries.length === 0) return html`<p class="muted none" role="status">${sayNone(state)}</p>`;
    return html`<ul>
        ${repeat(
          deliveries,
          ({ eventId }) => eventId,
          (delivery) => this.#row(state, delivery),
        )}
      </ul>
      ${
        this.#list.next === null
          ? nothing
          : html`<button type="button" class="small" @click=${() => void this.#more()}>${say("more")}</button>`
      }`;
  }

  #row(state: DeliveryState, delivery: Delivery): TemplateResult {
    const { companyId: company, eventId, type, timestamp, triedAt } = delivery;
    const time = (text: string | null): string => dateTime(language(), parseTime(text) ?? 0);
    return html`<li data-delivery=${state} data-event=${eventId}>
      <div class="what">
        <strong>${sayType(type)}</strong>
        <a href=${pathOf({ page: "session", company })}>${company}</a>
        <span class="hint tabular">${say("written", { time: time(timestamp) })}</span>
      </div>
      <div class="came">
        <p>${cameTo(delivery)}</p>
        <p class="hint tabular">
          ${triedAt === null ? nothing : html`${time(triedAt)} · `}${attemptsText(delivery, state)}
        </p>
        <p class="hint id">
          <code class="mono">${eventId}</code>${copyButton(eventId, say("copyEvent", { id: eventId }), "")}
        </p>
      </div>
      ${
        state === "waiting"
          ? nothing
          : html`<button
              type="button"
              class="small"
              title=${say("againNamed", { id: eventId })}
              ?disabled=${this.#running !== null}
              @click=${() => void this.#replay({ eventIds: [eventId] })}
            >
              ${say("again")}
            </button>`
      }
    </li>`;
  }

  async #more(): Promise<void> {
    try {
      await this.#list.more();
      this.#failure = null;
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.requestUpdate();
  }

  async #allDead(): Promise<void> {
    const isWanted = await this.renderRoot.querySelector<Confirm>("lk-confirm")!.ask({
      ...{ title: say("allDead"), text: say("confirmDead"), yes: say("again"), isDangerous: false, word: null },
    });
    if (isWanted) await this.#replay({ state: "dead" });
  }

  async #replay(replay: WebhookReplay): Promise<void> {
    const { webhookId } = this.webhook;
    [this.#running, this.#replayed, this.#failure, this.#isStopped] = [0, null, null, false];
    this.requestUpdate();
    const tell = (count: number): void => {
      this.#running = count;
      this.requestUpdate();
    };
    try {
      const send = (body: WebhookReplay) => this.context.api.replay(webhookId, body);
      this.#replayed = await replayAll(send, replay, { isWanted: () => !this.#isStopped, tell });
    } catch (error) {
      this.#failure = asFailure(error);
      // What earlier requests have queued stays so.
      this.#replayed = this.#running === 0 ? null : this.#running;
    }
    this.#running = null;
    this.requestUpdate();
    this.dispatchEvent(new Event("done"));
    await this.#poll.again();
  }
}

/** Says what the last attempt came to. */
function cameTo({ outcome, status, attempts, triedAt }: Delivery): string {
  if (outcome !== null) return answerText({ outcome, status });
  return attempts === 0 && triedAt === null ? say("notTried") : say("unreadable");
}

function attemptsText({ attempts, notBefore }: Delivery, state: DeliveryState): string {
  const next = state === "waiting" ? parseTime(notBefore) : null;
  const made = say("attempts", { count: number(language(), attempts) });
  return next === null ? made : `${made}, ${say("next", { time: dateTime(language(), next) })}`;
}
