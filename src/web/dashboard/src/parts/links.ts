// <lk-links>: the onboarding links of a company, to see which still count and to revoke them.

import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { parseTime } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";

import type { Api } from "../api.ts";
import type { LinkEntry } from "../types.ts";
import { asFailure, type Failure } from "../failure.ts";
import { language } from "../language.ts";
import { standingOfLink } from "../model/links.ts";
import { dateTime } from "../model/times.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say } from "../texts/links.ts";
import { failure, spinner } from "./bits.ts";
import type { Confirm } from "./confirm.ts";

export class Links extends Part {
  static override properties = { api: { attribute: false }, company: { type: String } };

  declare api: Api;
  declare company: string;

  #links: readonly LinkEntry[] | null = null;
  #next: string | null = null;
  #failure: Failure | null = null;
  #isBusy = false;

  static override styles = [
    controls,
    shared,
    css`
      ul {
        display: grid;
        list-style: none;
      }

      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 var(--lk-space-3);
        padding: var(--lk-space-2) 0;
        border-top: 1px solid var(--lk-line);
      }

      li:first-child {
        border-top: 0;
        padding-top: 0;
      }

      li > div {
        min-width: 0;
        overflow-wrap: anywhere;
      }

      [data-link="valid"] strong {
        color: var(--lk-accent);
      }

      strong {
        display: block;
        font-weight: 600;
      }

      li:not([data-link="valid"]) strong {
        color: var(--lk-muted);
        font-weight: 400;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("company")) return;
    this.#links = null;
    void this.refresh();
  }

  /** Reads the newest links. */
  async refresh(): Promise<void> {
    await this.#work(async (company) => {
      const { links, next } = await this.api.links(company);
      if (company === this.company) [this.#links, this.#next] = [links, next];
    });
  }

  async #older(): Promise<void> {
    await this.#work(async (company) => {
      const { links, next } = await this.api.links(company, this.#next);
      if (company === this.company) [this.#links, this.#next] = [[...(this.#links ?? []), ...links], next];
    });
  }

  async #work(work: (company: string) => Promise<void>): Promise<void> {
    this.#isBusy = true;
    this.requestUpdate();
    try {
      await work(this.company);
      this.#failure = null;
    } catch (error) {
      this.#failure = asFailure(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const again = html`<p>
      <button type="button" class="small" @click=${() => void this.refresh()}>${sayCommon("retry")}</button>
    </p>`;
    return html`<section class="card" aria-labelledby="title">
        <header><h2 id="title">${say("title")}</h2></header>
        ${this.#failure === null ? nothing : failure(this.#failure, again)}
        ${this.#links === null ? (this.#failure === null ? spinner() : nothing) : this.#list(this.#links)}
      </section>
      <lk-confirm></lk-confirm>`;
  }

  #list(links: readonly LinkEntry[]): TemplateResult {
    if (links.length === 0) return html`<p class="muted">${say("none")}</p>`;
    return html`<ul>
        ${links.map((link) => this.#link(link))}
      </ul>
      ${
        this.#next === null
          ? nothing
          : html`<button type="button" class="small" ?disabled=${this.#isBusy} @click=${() => void this.#older()}>
              ${say("more")}
            </button>`
      }`;
  }

  #link(link: LinkEntry): TemplateResult {
    const { standing, at } = standingOfLink(link, Date.now());
    const time = (ms: number): string => dateTime(language(), ms);
    const made = time(parseTime(link.createdAt) ?? 0);
    const who = link.madeByLabel ?? link.madeBy ?? say("unknown");
    return html`<li data-link=${standing}>
      <div>
        <strong class="tabular">${say(standing, { time: time(at) })}</strong>
        <span class="hint">${say("madeBy", { who, time: made })}</span>
      </div>
      ${
        standing === "valid"
          ? html`<button
              type="button"
              class="small"
              title=${say("revokeNamed", { time: made })}
              ?disabled=${this.#isBusy}
              @click=${() => void this.#revoke(link, made)}
            >
              ${say("revoke")}
            </button>`
          : nothing
      }
    </li>`;
  }

  async #revoke({ companyId, linkId }: LinkEntry, made: string): Promise<void> {
    const isWanted = await this.renderRoot.querySelector<Confirm>("lk-confirm")!.ask({
      ...{ title: say("revokeNamed", { time: made }), text: say("revokeText"), yes: say("revoke") },
      ...{ isDangerous: true, word: null },
    });
    if (!isWanted) return;
    await this.#work(() => this.api.revokeLink(companyId, linkId));
    if (this.#failure === null) await this.refresh();
    this.dispatchEvent(new Event("done"));
  }
}
