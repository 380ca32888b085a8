// Cards of a session's status and of its stored credentials.

import { html, nothing, type TemplateResult } from "lit";
import { parseTime, type Picture, type UserAction } from "@linekeeper/client";
import { countdown, displayedPhone } from "@linekeeper/ui/format.ts";

import type { CompanyRow, CredentialsStatus } from "../types.ts";
import type { Failure } from "../failure.ts";
import { language } from "../language.ts";
import { date, dateTime, duration, number } from "../model/times.ts";
import { standingOf } from "../model/standing.ts";
import { masked } from "../model/phone.ts";
import { helpOf, titleOf } from "../texts/attention.ts";
import { causeOf, meaningOf } from "../texts/codes.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say, type SessionKey } from "../texts/session.ts";
import { badge, correlation, failure, spinner } from "./bits.ts";
import { changeSection } from "./change.ts";

export interface StatusFacts {
  readonly picture: Picture | null;
  readonly restarts: number | null;
  /** The company as the list has it; null until it is known, or if the service does not know it. */
  readonly row: CompanyRow | null;
  /** Current time by the service's clock, in milliseconds. */
  readonly now: number;
}

export function statusCard(shown: StatusFacts): TemplateResult {
  const { picture } = shown;
  return html`<section class="card" aria-labelledby="status">
    <header>
      <h2 id="status">${say("status")}</h2>
      ${picture === null ? nothing : badge(picture.status.state)}
    </header>
    ${picture === null ? spinner() : facts(picture, shown)}
  </section>`;
}

function facts({ status, at }: Picture, { restarts, row, now }: StatusFacts): TemplateResult {
  const { code, message, phoneNumber, linked, linkedPhone: answered, pairing } = status;
  const { since, isDown, attempts, reference, ...failed } = standingOf({
    ...status,
    code: code ?? null,
    downSince: status.downSince ?? null,
    cause: status.cause ?? null,
    lastFailure: status.lastFailure ?? null,
  });
  const next = parseTime(status.nextAttemptAt);
  // A session that is not linked waits for a person; the service makes no further attempt.
  const isOurs = linked || status.state === "reconnecting";
  const codeEnds = parseTime(pairing?.codeExpiresAt);
  const passkeyEnds = parseTime(pairing?.passkeyExpiresAt);
  // `retryAfterMs` counts from the moment the picture arrived.
  const wait = status.retryAfterMs == null ? 0 : status.retryAfterMs - (Date.now() - at);
  const left = next === null ? wait : next - now;
  const aged = (at: number) => say("sinceText", { age: duration(language(), now - at), at: dateTime(language(), at) });
  const seen = parseTime(status.phoneSeenAt);
  return html`
    ${code == null ? lesserReason(failed.code, isDown) : reason(code, message?.[language()] ?? (causeOf(code) || code), status)}
    ${row?.group == null ? nothing : html`<p class="helps"><strong>${titleOf(row.group)}.</strong> ${helpOf(row.group)}</p>`}
    <dl class="facts">
      ${fact(say(isDown ? "downSince" : "since"), aged(since))}
      ${isDown && attempts > 0 ? fact(say("attempts"), number(language(), attempts)) : nothing}
      ${fact(say("phone"), html`<span class="unbroken">${phoneNumber == null ? sayCommon("none") : displayedPhone(phoneNumber)}</span>`)}
      ${answered == null ? nothing : fact(say("answeredPhone"), html`<span class="unbroken">${displayedPhone(answered)}</span>`)}
      ${fact(say("linked"), say(linked ? "yes" : "no"))} ${seen === null ? nothing : fact(say("phoneSeen"), aged(seen))}
      ${next !== null && isOurs ? fact(say("nextAttempt"), inTime(left)) : nothing}
      ${
        pairing == null
          ? nothing
          : html`${fact(say("pairing"), say(pairing.method === "code" ? "pairingByCode" : "pairingByQr", { attempt: pairing.attempt }))}
            ${pairing.phoneAnswered ? fact(say("phoneAnswered"), say("yes")) : nothing}`
      }
      ${codeEnds === null || codeEnds <= now ? nothing : fact(say("codeLeft"), countdown(codeEnds - now))}
      ${passkeyEnds === null || passkeyEnds <= now ? nothing : fact(say("passkeyLeft"), countdown(passkeyEnds - now))}
      ${left <= 0 || isOurs ? nothing : fact(say("retryAfter"), inTime(left))}
      ${restarts === null ? nothing : fact(say("restarts"), number(language(), restarts))}
    </dl>
    ${correlation(reference)} ${changeSection(status, now)}
  `;
}

function reason(code: string, text: string, { state, userAction }: Picture["status"]): TemplateResult {
  return html`<div class="banner why" data-tone=${state === "error" ? "error" : "warning"}>
    <strong>${text}</strong>
    <p class="hint"><code class="mono">${code}</code>${whatToDo(userAction)}</p>
  </div>`;
}

/** Tells why a line is down that the service tries again, or how the last pairing of a company without one ended. */
function lesserReason(code: string | null, isDown: boolean): TemplateResult | typeof nothing {
  if (code === null) return nothing;
  return html`<div class="banner why" data-tone=${isDown ? "warning" : "info"}>
    <strong>${isDown ? causeOf(code) || code : say("lastFailure")}</strong>
    <p class="hint"><code class="mono">${code}</code>${isDown ? nothing : html` · ${meaningOf(code)}`}</p>
  </div>`;
}

function inTime(ms: number): string {
  return ms <= 0 ? sayCommon("now") : say("inTime", { time: countdown(ms) });
}

export interface CredentialsFacts {
  readonly credentials: CredentialsStatus | null;
  readonly problem: Failure | null;
  readonly isRevealed: boolean;
  readonly reveal: () => void;
  readonly retry: () => void;
}

export function credentialsCard({ credentials, problem, isRevealed, reveal, retry }: CredentialsFacts): TemplateResult {
  const again = html`<p><button type="button" class="small" @click=${retry}>${sayCommon("retry")}</button></p>`;
  return html`<section class="card" aria-labelledby="credentials">
    <header><h2 id="credentials">${say("credentials")}</h2></header>
    ${problem === null ? nothing : failure(problem, again)}
    ${credentials !== null ? stored(credentials, isRevealed, reveal) : problem === null ? spinner() : nothing}
  </section>`;
}

function stored(credentials: CredentialsStatus, isRevealed: boolean, reveal: () => void): TemplateResult {
  const { hasCredentials, storedPhone } = credentials;
  const expires = parseTime(credentials.expiresAt);
  if (!hasCredentials) return html`<p class="muted">${say("notStored")}</p>`;
  return html`<dl class="facts">
    ${fact(say("stored"), say("yes"))}
    ${
      storedPhone === null
        ? nothing
        : fact(
            say("storedPhone"),
            html`<span class="tabular unbroken">${displayedPhone(isRevealed ? storedPhone : masked(storedPhone))}</span>
              <button type="button" class="small quiet reveal" @click=${reveal}>
                ${say(isRevealed ? "conceal" : "reveal")}
              </button>`,
          )
    }
    ${expires === null ? nothing : fact(say("expire"), date(language(), expires))}
  </dl>`;
}

function fact(name: string, value: unknown): TemplateResult {
  return html`<dt>${name}</dt>
    <dd class="tabular">${value}</dd>`;
}

const ACTIONS: Readonly<Record<UserAction, SessionKey>> = {
  none: "act_none",
  retry: "act_retry",
  reset: "act_reset",
  use_qr: "act_use_qr",
  wait: "act_wait",
  change_number: "act_change_number",
  contact_support: "act_contact_support",
};

/** Returns the text of the recommended action; empty for an unknown one, of a newer service. */
export function whatToDo(action: UserAction): string {
  return Object.hasOwn(ACTIONS, action) ? ` · ${say(ACTIONS[action])}` : "";
}
