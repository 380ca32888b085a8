// <lk-actions>: what an operator can do with a session, asked before it is done, and what came of it.

import { css, html, nothing, type TemplateResult } from "lit";
import type { Line, Picture } from "@linekeeper/client";
import { controls } from "@linekeeper/ui/controls.ts";
import {
  closeIcon,
  icon,
  linkIcon,
  phoneIcon,
  refreshIcon,
  trashIcon,
  unlinkIcon,
  type Drawing,
} from "@linekeeper/ui/icons.ts";

import type { Api } from "../api.ts";
import { asFailure, type Failure } from "../failure.ts";
import { DEEDS, isPossible, type Deed } from "../model/deeds.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say, type SessionKey } from "../texts/session.ts";
import type { Done } from "../types.ts";
import { correlation, failure, success } from "./bits.ts";
import type { Confirm } from "./confirm.ts";
import type { LinkDialog } from "./link-dialog.ts";
import type { PairDialog } from "./pair-dialog.ts";

/** How a deed is asked about and told of. */
const WORDS: Readonly<Record<Deed, { drawing: Drawing; text: SessionKey; done: SessionKey }>> = {
  restart: { drawing: refreshIcon, text: "restartText", done: "restarted" },
  disconnect: { drawing: unlinkIcon, text: "disconnectText", done: "disconnected" },
  cancelPairing: { drawing: closeIcon, text: "cancelText", done: "cancelled" },
  reset: { drawing: trashIcon, text: "resetText", done: "resetDone" },
};

type Outcome = { readonly deed: Deed; readonly done: Done } | { readonly deed: Deed; readonly failure: Failure };

export class Actions extends Part {
  static override properties = {
    api: { attribute: false },
    line: { attribute: false },
    picture: { attribute: false },
    company: { type: String },
  };

  declare api: Api;
  declare line: Line;
  declare picture: Picture | null;
  declare company: string;

  #busy: Deed | null = null;
  #outcome: Outcome | null = null;

  static override styles = [
    controls,
    shared,
    css`
      .buttons {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: var(--lk-space-2);
      }

      .buttons button {
        justify-content: flex-start;
        padding-inline: var(--lk-space-3);
        text-align: left;
      }

      .buttons .icon {
        color: var(--lk-muted);
      }

      button[data-deed="reset"],
      button[data-deed="reset"] .icon {
        color: var(--lk-error);
      }

      .banner {
        margin-top: var(--lk-space-4);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const status = this.picture?.status ?? null;
    return html`<section class="card" aria-labelledby="title">
        <header><h2 id="title">${say("actions")}</h2></header>
        <div class="buttons">
          <button type="button" @click=${() => this.#part<LinkDialog>("lk-link-dialog").open()}>
            ${icon(linkIcon)}${say("link")}
          </button>
          <button
            type="button"
            ?disabled=${status === null}
            @click=${() => this.#part<PairDialog>("lk-pair-dialog").open()}
          >
            ${icon(phoneIcon)}${say("pair")}
          </button>
          ${DEEDS.map((deed) => this.#button(deed, isPossible(deed, status)))}
        </div>
        ${this.#told()}
      </section>
      <lk-confirm></lk-confirm>
      <lk-link-dialog .api=${this.api} .company=${this.company} @done=${this.#tell}></lk-link-dialog>
      <lk-pair-dialog .line=${this.line} .picture=${this.picture} .company=${this.company}></lk-pair-dialog>`;
  }

  #button(deed: Deed, isPossible: boolean): TemplateResult {
    return html`<button
      type="button"
      data-deed=${deed}
      ?disabled=${!isPossible || this.#busy !== null}
      @click=${() => void this.#do(deed)}
    >
      ${icon(WORDS[deed].drawing)}${say(this.#busy === deed ? "working" : deed)}
    </button>`;
  }

  #told(): TemplateResult | typeof nothing {
    const outcome = this.#outcome;
    if (outcome === null) return nothing;
    if ("failure" in outcome) return failure(outcome.failure);
    return success(say(WORDS[outcome.deed].done), correlation(outcome.done.correlationId));
  }

  async #do(deed: Deed): Promise<void> {
    // What is confirmed is for the company it was asked for.
    const { company } = this;
    const isWanted = await this.#part<Confirm>("lk-confirm").ask({
      title: say(deed),
      text: say(WORDS[deed].text, { company }),
      yes: say(deed),
      isDangerous: deed === "reset" || deed === "disconnect",
      word: deed === "reset" ? company : null,
    });
    if (!isWanted || company !== this.company) return;
    this.#busy = deed;
    this.#outcome = null;
    this.requestUpdate();
    let outcome: Outcome;
    try {
      outcome = { deed, done: await this.api[deed](company) };
    } catch (error) {
      outcome = { deed, failure: asFailure(error) };
    }
    this.#busy = null;
    if (company === this.company) this.#outcome = outcome;
    this.requestUpdate();
    this.#tell();
  }

  /** Something was done: there is more in the journal. */
  #tell = (): void => {
    this.dispatchEvent(new Event("done"));
  };

  #part<P extends Part>(name: string): P {
    return this.renderRoot.querySelector<P>(name)!;
  }
}
