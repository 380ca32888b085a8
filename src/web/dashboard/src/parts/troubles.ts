// <lk-troubles>: trouble of the whole service, on every page, also while the board is not connected.

import { css, html, nothing, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import { alertIcon, icon } from "@linekeeper/ui/icons.ts";

import type { Api } from "../api.ts";
import { language } from "../language.ts";
import { troublesOf } from "../model/troubles.ts";
import { dateTime } from "../model/times.ts";
import { Part } from "../part.ts";
import { Poll } from "../poll.ts";
import { shared } from "../styles.ts";
import { say, sayTrouble } from "../texts/troubles.ts";
import type { Service } from "../types.ts";

const AGAIN_MS = 10_000;

export class Troubles extends Part {
  static override properties = { api: { attribute: false }, isToldOffline: { attribute: false } };

  declare api: Api;
  /** The page says already that there is no connection to the service. */
  declare isToldOffline: boolean;

  #poll = new Poll<Service>(this, () => this.api.service(), AGAIN_MS);

  static override styles = [
    controls,
    shared,
    css`
      :host(:not([told])) {
        display: none;
      }

      .banner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--lk-space-1) var(--lk-space-3);
        padding: var(--lk-space-2) var(--lk-space-4);
      }

      .banner + .banner {
        margin-top: var(--lk-space-2);
      }

      a {
        margin-left: auto;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const lines = this.#lines();
    this.toggleAttribute("told", lines.length > 0);
    return html`<div role="alert" aria-label=${say("title")}>${lines}</div>`;
  }

  #lines(): TemplateResult[] {
    const { answer, failure } = this.#poll;
    // An old answer does not tell what is wrong now.
    if (failure !== null) {
      const isToldElsewhere = failure.status === 401 || (failure.status === 0 && this.isToldOffline);
      return isToldElsewhere ? [] : [line("unanswered", failure.text[language()], failure.code, null)];
    }
    if (answer === null) return [];
    return troublesOf(answer).map(({ kind, code, since }) => line(kind, sayTrouble(kind), code, parseTime(since)));
  }
}

function line(kind: string, text: string, code: string | null, since: number | null): TemplateResult {
  return html`<div class="banner" data-tone="error" data-trouble=${kind}>
    <span class="tone row">${icon(alertIcon)}</span><strong>${text}</strong>
    ${code === null ? nothing : html`<code class="mono">${code}</code>`}
    ${since === null ? nothing : html`<span class="tabular">${say("since", { time: dateTime(language(), since) })}</span>`}
    <a href="/admin/service">${say("toService")}</a>
  </div>`;
}
