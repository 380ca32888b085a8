// <lk-actions>: an operator's actions on a session, with confirmation and outcome.

import { css, html, nothing, type TemplateResult } from "lit";
import { isChanging, type Line, type Picture } from "@linekeeper/client";
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
import { hasFailed } from "../model/change.ts";
import { SESSION_ACTIONS, isPossible, type SessionAction } from "../model/session-actions.ts";
import { Part } from "../part.ts";
import { shared } from "../styles.ts";
import { say as sayChange } from "../texts/change.ts";
import { say, type SessionKey } from "../texts/session.ts";
import type { Done } from "../types.ts";
import { correlation, failure, success } from "./bits.ts";
import type { Confirm } from "./confirm.ts";
import type { LinkDialog } from "./link-dialog.ts";
import type { PairDialog } from "./pair-dialog.ts";

/** Icon, confirmation text and success text of each action. */
const WORDS: Readonly<Record<SessionAction, { drawing: Drawing; text: SessionKey; done: SessionKey }>> = {
  restart: { drawing: refreshIcon, text: "restartText", done: "restarted" },
  disconnect: { drawing: unlinkIcon, text: "disconnectText", done: "disconnected" },
  cancelPairing: { drawing: closeIcon, text: "cancelText", done: "cancelled" },
  reset: { drawing: trashIcon, text: "resetText", done: "resetDone" },
};

/** Name, confirmation and success of an action as it is said now. */
interface Said {
  readonly name: string;
  readonly text: string;
  readonly done: string;
}

type Outcome = { readonly said: Said; readonly done: Done } | { readonly failure: Failure };

export class Actions extends Part {
  static override properties = {
    api: { attribute: false },
    line: { attribute: false },
    picture: { attribute: false },
    company: { type: String },
    name: { attribute: false },
  };

  declare api: Api;
  declare line: Line;
  declare picture: Picture | null;
  declare company: string;
  /** Name of the company; null if it has none. */
  declare name: string | null;

  #busy: SessionAction | null = null;
  #outcome: Outcome | null = null;

  static override styles = [
    controls,
    shared,
    css`
      .buttons {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 164px), 1fr));
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

      button[data-action="reset"],
      button[data-action="reset"] .icon {
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
          <button type="button" @click=${() => this.#part<LinkDialog>("lk-link-dialog").open(this.company, this.name)}>
            ${icon(linkIcon)}${say("link")}
          </button>
          <button
            type="button"
            ?disabled=${status === null}
            @click=${() => this.#part<PairDialog>("lk-pair-dialog").open()}
          >
            ${icon(phoneIcon)}${say("pair")}
          </button>
          <button
            type="button"
            ?disabled=${status?.linked !== true}
            @click=${() => this.#part<PairDialog>("lk-pair-dialog").open("change")}
          >
            ${icon(phoneIcon)}${say("changeNumber")}
          </button>
          ${SESSION_ACTIONS.map((action) => this.#button(action, isPossible(action, status)))}
        </div>
        ${this.#told()}
      </section>
      <lk-confirm></lk-confirm>
      <lk-link-dialog .api=${this.api} @done=${this.#tell}></lk-link-dialog>
      <lk-pair-dialog .line=${this.line} .picture=${this.picture} .company=${this.company}></lk-pair-dialog>`;
  }

  #button(action: SessionAction, isPossible: boolean): TemplateResult {
    return html`<button
      type="button"
      data-action=${action}
      ?disabled=${!isPossible || this.#busy !== null}
      @click=${() => void this.#do(action)}
    >
      ${icon(WORDS[action].drawing)}${this.#busy === action ? say("working") : this.#said(action).name}
    </button>`;
  }

  #told(): TemplateResult | typeof nothing {
    const outcome = this.#outcome;
    if (outcome === null) return nothing;
    if ("failure" in outcome) return failure(outcome.failure);
    return success(outcome.said.done, correlation(outcome.done.correlationId));
  }

  /** Returns the words of an action. A cancel is of a pairing, of a change of the number, or of one that has failed. */
  #said(action: SessionAction): Said {
    const { company } = this;
    const status = this.picture?.status;
    if (action === "cancelPairing" && status !== undefined && isChanging(status)) {
      const text = sayChange("cancelChangeText", { company });
      return { name: sayChange("cancelChange"), text, done: sayChange("changeCancelled") };
    }
    if (action === "cancelPairing" && status?.pairing == null && hasFailed(status)) {
      const text = sayChange("hideChangeText", { company });
      return { name: sayChange("hideChange"), text, done: sayChange("changeHidden") };
    }
    const { text, done } = WORDS[action];
    return { name: say(action), text: say(text, { company }), done: say(done) };
  }

  async #do(action: SessionAction): Promise<void> {
    // The confirmation counts only for the company it was asked for.
    const { company } = this;
    const said = this.#said(action);
    const isWanted = await this.#part<Confirm>("lk-confirm").ask({
      title: said.name,
      text: said.text,
      yes: said.name,
      isDangerous: action === "reset" || action === "disconnect",
      word: action === "reset" ? company : null,
    });
    if (!isWanted || company !== this.company) return;
    this.#busy = action;
    this.#outcome = null;
    this.requestUpdate();
    let outcome: Outcome;
    try {
      outcome = { said, done: await this.api[action](company) };
    } catch (error) {
      outcome = { failure: asFailure(error) };
    }
    this.#busy = null;
    if (company === this.company) this.#outcome = outcome;
    this.requestUpdate();
    this.#tell();
  }

  /** Reports that an action is finished: the journal has new entries. */
  #tell = (): void => {
    this.dispatchEvent(new Event("done"));
  };

  #part<P extends Part>(name: string): P {
    return this.renderRoot.querySelector<P>(name)!;
  }
}
