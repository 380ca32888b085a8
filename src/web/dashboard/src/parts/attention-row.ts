// One company that needs a person: whom to call, since when and why, and what to press.

import { html, nothing, type TemplateResult } from "lit";
import { displayedPhone } from "@linekeeper/ui/format.ts";
import { icon, linkIcon, refreshIcon } from "@linekeeper/ui/icons.ts";

import type { Api } from "../api.ts";
import type { CompanyRow, HelpGroup } from "../types.ts";
import type { Failure } from "../failure.ts";
import { language } from "../language.ts";
import { stepsOf, type Step } from "../model/attention.ts";
import { nameOf, standingOf } from "../model/standing.ts";
import { dateTime, duration, number } from "../model/times.ts";
import { pathOf } from "../router.ts";
import { say } from "../texts/attention.ts";
import { causeOf, meaningOf } from "../texts/codes.ts";
import { say as sayCommon } from "../texts/common.ts";
import { badge, copyButton, failure } from "./bits.ts";

/** What became of a restart that was pressed in the row. */
export type Pressed = "busy" | "done" | Failure;

export interface AttentionRowFacts {
  readonly row: CompanyRow;
  readonly group: HelpGroup;
  /** The service's time, in milliseconds. */
  readonly now: number;
  readonly api: Api;
  readonly pressed: Pressed | null;
  readonly restart: () => void;
  readonly link: () => void;
  readonly acknowledge: () => void;
  /** Called when the page is left for that of the company. */
  readonly leave: () => void;
}

export function attentionRow(facts: AttentionRowFacts): TemplateResult {
  const { row, group, pressed, acknowledge, leave } = facts;
  const { companyId, phoneNumber } = row;
  const [first, ...others] = stepsOf(group).map((step) => stepButton(step, facts));
  return html`<li data-company=${companyId} data-state=${row.state}>
    <div class="who">
      <a class="name" href=${pathOf({ page: "session", company: companyId })} @click=${leave}>${nameOf(row)}</a>
      <span class="muted tabular id">
        ${row.name === null ? nothing : html`<span>${companyId}</span>`}
        ${phoneNumber === null ? nothing : html`<span class="unbroken">${displayedPhone(phoneNumber)}</span>`}
      </span>
    </div>
    ${why(facts)}
    <div class="do">
      ${first ?? nothing} ${others}
      ${
        group === "off"
          ? nothing
          : html`<button type="button" class="small quiet" data-step="acknowledge" @click=${acknowledge}>
              ${say("snooze")}
            </button>`
      }
    </div>
    ${pressed !== null && typeof pressed === "object" ? html`<div class="told">${failure(pressed)}</div>` : nothing}
  </li>`;
}

function why({ row, now }: AttentionRowFacts): TemplateResult {
  const { since, isDown, code, attempts, reference } = standingOf(row);
  const age = duration(language(), now - since);
  const tries = attempts === 0 ? "" : say("attempts", { count: number(language(), attempts) });
  return html`<div class="why">
    <p class="since tabular">
      <strong>${isDown ? say("down", { age }) : age}</strong>
      <span class="muted">${say("sinceAt", { time: dateTime(language(), since) })}</span>
      ${tries === "" ? nothing : html`<span class="muted">· ${tries}</span>`}
      ${row.state === "error" || row.state === "idle" ? nothing : badge(row.state)}
    </p>
    <p class="reason">
      ${code === null ? nothing : html`<code class="mono">${code}</code> <span class="muted">${isDown ? causeOf(code) : meaningOf(code)}</span>`}
      ${
        reference === null
          ? nothing
          : html`<span class="reference muted"
              >${say("reference", { id: "" })}<code class="mono">${reference}</code>${copyButton(
                reference,
                sayCommon("copyCorrelation", { id: reference }),
                "",
              )}</span
            >`
      }
    </p>
  </div>`;
}

function stepButton(step: Step, { row, group, api, pressed, restart, link, leave }: AttentionRowFacts): TemplateResult {
  switch (step) {
    case "call":
      return html`<lk-call .api=${api} .company=${row.companyId}></lk-call>`;
    case "link":
      return html`<button type="button" class="small" data-step="link" @click=${link}>
        ${icon(linkIcon)}${say("link")}
      </button>`;
    case "page":
      return html`<a
        class="button small"
        data-step="page"
        href=${pathOf({ page: "session", company: row.companyId })}
        @click=${leave}
        >${say("open")}</a
      >`;
    case "restart": {
      const name = group === "off" ? say("switchOn") : say("restart");
      const told = pressed === "busy" ? say("restarting") : pressed === "done" ? say("restarted") : name;
      return html`<button
        type="button"
        class="small"
        data-step="restart"
        ?disabled=${pressed === "busy"}
        @click=${restart}
      >
        ${icon(refreshIcon)}${told}
      </button>`;
    }
  }
}
