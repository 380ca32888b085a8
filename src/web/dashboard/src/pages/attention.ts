// <lk-attention>: what needs a person, by what helps: whom to call and what to press. The home page.

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { controls } from "@linekeeper/ui/controls.ts";
import { checkIcon, icon, refreshIcon } from "@linekeeper/ui/icons.ts";

import { Ticking } from "../clock.ts";
import type { Context } from "../context.ts";
import type { Attention, AttentionGroup, CompanyCounts, CompanyRow, HelpGroup } from "../types.ts";
import { defineOnce } from "../define.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { GROUPS, hasWebhookTrouble, isCalm, isRestartedInBulk } from "../model/attention.ts";
import { MOST } from "../model/bulk.ts";
import { isPlain, isTaken, keyOf } from "../model/keys.ts";
import { EVERYTHING, listPath } from "../model/query.ts";
import { nameOf, overlaid, standingOf } from "../model/standing.ts";
import { clockTime, counted, duration, number } from "../model/times.ts";
import { Acknowledge } from "../parts/acknowledge.ts";
import { attentionStyles } from "../parts/attention-styles.ts";
import { attentionRow, type Pressed } from "../parts/attention-row.ts";
import { webhooksInTrouble } from "../parts/attention-webhooks.ts";
import { failure, placeholder, spinner } from "../parts/bits.ts";
import { Bulk } from "../parts/bulk.ts";
import { Call } from "../parts/call.ts";
import { Confirm } from "../parts/confirm.ts";
import { LinkDialog } from "../parts/link-dialog.ts";
import { Part } from "../part.ts";
import { Poll } from "../poll.ts";
import { shared } from "../styles.ts";
import { COMPANIES, helpOf, say, titleOf } from "../texts/attention.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say as saySession } from "../texts/session.ts";

defineOnce("lk-acknowledge", Acknowledge);
defineOnce("lk-bulk", Bulk);
customElements.define("lk-call", Call);
defineOnce("lk-confirm", Confirm);
defineOnce("lk-link-dialog", LinkDialog);

const AGAIN_MS = 15_000;
/** Time from a change of the board to asking again. */
const CHANGED_MS = 2000;

interface Answer {
  readonly attention: Attention;
  readonly counts: CompanyCounts;
}

export class AttentionPage extends Part {
  static override properties = { context: { attribute: false } };

  static override styles = [controls, shared, attentionStyles];

  declare context: Context;

  #poll = new Poll<Answer>(this, () => this.#ask(), AGAIN_MS);
  #pressed = new Map<string, Pressed>();
  #bulkFailure: Failure | null = null;
  #later: ReturnType<typeof setTimeout> | undefined;
  #ends: (() => void)[] = [];
  #isReturned = false;

  constructor() {
    super();
    new Ticking(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.context.from = "attention";
    this.#ends = [this.context.board.on("rows", () => this.#changed())];
    document.addEventListener("keydown", this.#press);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
    document.removeEventListener("keydown", this.#press);
    clearTimeout(this.#later);
    this.#later = undefined;
  }

  protected override updated(): void {
    if (this.#isReturned || this.#poll.answer === null) return;
    this.#isReturned = true;
    const { offset, company } = this.context.leftAttention;
    // After the frame has focused the page.
    requestAnimationFrame(() => {
      if (this.parentElement !== null) this.parentElement.scrollTop = offset;
      if (company !== null)
        this.#links()
          .find((link) => companyOf(link) === company)
          ?.focus({ preventScroll: true });
    });
  }

  protected override render(): TemplateResult {
    const { answer, failure: problem, at } = this.#poll;
    return html`
      <header class="head">
        <h1>${say("title")}</h1>
        ${answer === null ? nothing : this.#summary(answer)}
      </header>
      ${problem === null ? nothing : failure(problem, this.#again(answer === null ? null : at))}
      ${this.#bulkFailure === null ? nothing : failure(this.#bulkFailure)}
      ${answer === null ? nothing : webhooksInTrouble(answer.attention)}
      ${answer !== null ? this.#groups(answer) : problem === null ? spinner() : nothing}
      <lk-acknowledge .api=${this.context.api} @done=${() => void this.#poll.again()}></lk-acknowledge>
      <lk-bulk .context=${this.context} @done=${() => void this.#poll.again()}></lk-bulk>
      <lk-confirm></lk-confirm>
      <lk-link-dialog .api=${this.context.api}></lk-link-dialog>
    `;
  }

  #again(at: number | null): TemplateResult {
    return html`<p class="row">
      <button type="button" class="small" @click=${() => void this.#poll.again()}>${sayCommon("retry")}</button>
      ${at === null ? nothing : html`<span class="hint">${say("stale", { time: clockTime(language(), at) })}</span>`}
    </p>`;
  }

  /** Says in a sentence how bad it is, and how many lines work. */
  #summary({ attention, counts }: Answer): TemplateResult {
    const urgent = attention.groups.filter(({ group }) => !isCalm(group));
    const waiting = attention.groups.filter(({ group }) => group === "waits_for_owner");
    const longest = urgent
      .flatMap(({ companies }) => companies)
      .map((row) => ({ row, since: standingOf(row).since }))
      .sort((a, b) => a.since - b.since)[0];
    const connected = number(language(), counts.states["connected"] ?? 0);
    return html`<p class="summary">
      ${
        longest === undefined
          ? open(waiting) === 0
            ? nothing
            : html`<strong>${say("summaryWait", { companies: companies(open(waiting)) })}</strong>`
          : html`<strong
              >${say("summary", {
                ...{ companies: companies(open(urgent)), name: nameOf(longest.row) },
                time: duration(language(), this.#now - longest.since),
              })}</strong
            >`
      }
      <a href=${listPath({ states: ["connected"] })}
        >${say("connected", { connected, total: number(language(), counts.total) })}</a
      >
    </p>`;
  }

  #groups({ attention, counts }: Answer): TemplateResult {
    const order = (group: HelpGroup): number => GROUPS.indexOf(group) + (GROUPS.includes(group) ? 0 : GROUPS.length);
    const groups = attention.groups
      .filter(({ count }) => count > 0)
      .sort((a, b) => Number(isCalm(a.group)) - Number(isCalm(b.group)) || order(a.group) - order(b.group));
    const isQuiet = groups.every(({ group }) => isCalm(group)) && !hasWebhookTrouble(attention);
    return html`${isQuiet ? placeholder(checkIcon, say("nothing"), html`<p class="muted">${say("nothingHint")}</p>`) : nothing}
    ${repeat(
      groups,
      ({ group }) => group,
      (group) => this.#group(group, counts),
    )}`;
  }

  #group(group: AttentionGroup, counts: CompanyCounts): TemplateResult {
    const { group: name, count, acknowledged, companies: rows } = group;
    const inList = counts.groups[name] ?? count;
    const all = html`<a href=${listPath({ group: name, sort: "since" })}
      >${say("inList", { count: number(language(), inList) })}</a
    >`;
    const isBulk = isRestartedInBulk(name) && open([group]) > 1;
    const header = html`<div class="title">
        <h2 id=${`group-${name}`}>
          ${titleOf(name)} <span class="count tabular">${number(language(), open([group]))}</span>
        </h2>
        <p class="help">${helpOf(name)}</p>
      </div>
      <div class="beside">
        ${acknowledged === 0 ? nothing : html`<span class="hint">${say("acknowledgedCount", { count: number(language(), acknowledged) })}</span>`}
        ${all}
        ${
          isBulk
            ? html`<button type="button" class="small" @click=${() => void this.#bulk(name)}>
                ${icon(refreshIcon)}${say("bulk", { count: number(language(), Math.min(open([group]), MOST)) })}
              </button>`
            : nothing
        }
      </div>`;
    const list = html`<ul>
      ${repeat(
        rows,
        ({ companyId }) => companyId,
        (row) => this.#row(row, name),
      )}
    </ul>`;
    // What was switched off on purpose is not shown unless it is asked for.
    if (name === "off") {
      return html`<details class="group" data-group=${name} data-calm="true">
        <summary>
          <span class="title"
            ><span class="name"
              >${titleOf(name)} <span class="count tabular">${number(language(), open([group]))}</span></span
            ></span
          >
        </summary>
        <div class="about">
          <p class="help">${helpOf(name)}</p>
          ${all}
        </div>
        ${list}
      </details>`;
    }
    return html`<section class="group" data-group=${name} data-calm=${isCalm(name)} aria-labelledby=${`group-${name}`}>
      <header>${header}</header>
      ${list}
    </section>`;
  }

  #row(row: CompanyRow, group: HelpGroup): TemplateResult {
    const { row: now } = overlaid(row, this.context.live.get(row.companyId));
    return attentionRow({
      ...{ row: now, group, now: this.#now, api: this.context.api },
      pressed: this.#pressed.get(row.companyId) ?? null,
      restart: () => void this.#restart(row, group),
      link: () => this.#part<LinkDialog>("lk-link-dialog").open(row.companyId, row.name),
      acknowledge: () => this.#part<Acknowledge>("lk-acknowledge").open(row),
      leave: () => this.#remember(row.companyId),
    });
  }

  async #ask(): Promise<Answer> {
    const [attention, counts] = await Promise.all([this.context.api.attention(), this.context.api.counts("")]);
    return { attention, counts };
  }

  get #now(): number {
    return this.context.board.serverNow();
  }

  #part<Element extends HTMLElement>(name: string): Element {
    return this.renderRoot.querySelector<Element>(name)!;
  }

  #changed(): void {
    this.requestUpdate();
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      void this.#poll.again();
    }, CHANGED_MS);
  }

  async #restart(row: CompanyRow, group: HelpGroup): Promise<void> {
    const { companyId: company } = row;
    if (group === "off" && !(await this.#isWanted(row))) return;
    this.#tell(company, "busy");
    try {
      await this.context.api.restart(company);
      this.#tell(company, "done");
    } catch (error) {
      this.#tell(company, asFailure(error));
    }
    this.#changed();
  }

  /** Asks before a line is switched on that a person has switched off. */
  #isWanted(row: CompanyRow): Promise<boolean> {
    return this.#part<Confirm>("lk-confirm").ask({
      ...{ title: say("switchOn"), text: saySession("restartText", { company: nameOf(row) }), yes: say("switchOn") },
      ...{ isDangerous: false, word: null },
    });
  }

  #tell(company: string, pressed: Pressed): void {
    this.#pressed.set(company, pressed);
    this.requestUpdate();
  }

  /** Asks for as many companies of the group as one go takes: the page shows fewer. */
  async #bulk(group: HelpGroup): Promise<void> {
    this.#bulkFailure = null;
    this.requestUpdate();
    try {
      const { companies: rows } = await this.context.api.companies({ ...EVERYTHING, group, sort: "since" }, MOST);
      this.#part<Bulk>("lk-bulk").open(rows);
    } catch (error) {
      this.#bulkFailure = asFailure(error);
      this.requestUpdate();
    }
  }

  #remember(company: string): void {
    this.context.leftAttention = { offset: this.parentElement?.scrollTop ?? 0, company };
  }

  #links(): HTMLAnchorElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLAnchorElement>(".group:not(details:not([open])) a.name")];
  }

  /** `j` and `k` move from company to company; Enter opens the one that has the focus. */
  #press = (event: KeyboardEvent): void => {
    if (isTaken(event) || !isPlain(event)) return;
    const by = { j: 1, k: -1 }[keyOf(event)];
    const links = this.#links();
    if (by === undefined || links.length === 0) return;
    const focused = this.shadowRoot?.activeElement?.closest("li")?.querySelector("a.name") ?? null;
    const at = links.findIndex((link) => link === focused);
    event.preventDefault();
    links[Math.min(links.length - 1, Math.max(0, at + by))]!.focus();
  };
}

function companyOf(link: Element): string | undefined {
  return link.closest<HTMLElement>("[data-company]")?.dataset["company"];
}

function companies(count: number): string {
  return counted(language(), count, COMPANIES[language()]);
}

/** Number of companies that nobody has acknowledged. */
function open(groups: readonly AttentionGroup[]): number {
  return groups.reduce((sum, { count, acknowledged }) => sum + count - acknowledged, 0);
}

customElements.define("lk-attention", AttentionPage);
