// The change of a number beside the line: its numbers, its progress, and an old device that is still linked.

import { html, nothing, type TemplateResult } from "lit";
import { isChanging, parseTime, passkeyStateOf, type ChangeStatus, type Status } from "@linekeeper/client";
import { countdown, displayedPhone } from "@linekeeper/ui/format.ts";

import { language } from "../language.ts";
import { duration } from "../model/times.ts";
import { say, sayChange } from "../texts/change.ts";
import { say as sayCommon } from "../texts/common.ts";
import { say as saySession } from "../texts/session.ts";
import { correlation } from "./bits.ts";

/** Renders both numbers, what happens when, and how far the change is. */
export function changeSummary(status: Status): TemplateResult {
  const change = isChanging(status) ? status.change : null;
  return html`<div class="summary" data-change=${change?.state ?? "none"}>
    <dl class="facts">
      ${fact(say("worksNow"), numberOf(status.phoneNumber))} ${fact(say("comes"), numberOf(change?.maskedPhone))}
      ${change == null ? nothing : fact(say("progress"), html`<span role="status">${progressOf(change)}</span>`)}
    </dl>
    ${change?.code == null ? nothing : reasonOf(change.code, change.message?.[language()] ?? change.code, false)}
    <p class="hint">${say("plan")}</p>
  </div>`;
}

/** Renders the change as a section of the status card. */
export function changeSection(status: Status, now: number): TemplateResult | typeof nothing {
  const { change, phoneNumber } = status;
  if (change == null) return nothing;
  const { state, code, message, maskedPhone, expiresAt, correlationId } = change;
  const ends = parseTime(expiresAt);
  const isFailed = state === "failed";
  return html`<section class="change" aria-labelledby="change" data-change=${state}>
    <h3 id="change">${say("title")}</h3>
    ${code == null ? nothing : reasonOf(code, message?.[language()] ?? code, isFailed)}
    <dl class="facts">
      ${
        state === "logging_out"
          ? nothing
          : html`${fact(say("worksNow"), numberOf(phoneNumber))} ${fact(say("comes"), numberOf(maskedPhone))}`
      }
      ${fact(say("progress"), progressOf(change))}
      ${ends === null || ends <= now ? nothing : fact(saySession(passkeyStateOf(status) === null ? "codeLeft" : "passkeyLeft"), countdown(ends - now))}
      ${oldDevice(change, now)}
    </dl>
    ${change.oldDevice == null ? nothing : html`<p class="hint">${say("oldDeviceHint")}</p>`}
    ${correlation(correlationId ?? null)}
  </section>`;
}

function reasonOf(code: string, text: string, isFailed: boolean): TemplateResult {
  return html`<div class="banner why" data-tone=${isFailed ? "warning" : "info"}>
    <strong>${text}</strong>
    <p class="hint"><code class="mono">${code}</code></p>
  </div>`;
}

function oldDevice({ oldDevice: device }: ChangeStatus, now: number): TemplateResult | typeof nothing {
  if (device == null) return nothing;
  const age = duration(language(), now - (parseTime(device.since) ?? now));
  const next = parseTime(device.nextAttemptAt);
  const wait = next === null || next <= now ? sayCommon("now") : saySession("inTime", { time: countdown(next - now) });
  const since = html`<br /><span class="muted">${say("notLoggedOut", { age })}</span>`;
  return html`${fact(say("oldDevice"), html`${numberOf(device.maskedPhone)}${since}`)}
  ${fact(saySession("nextAttempt"), wait)}`;
}

function progressOf({ state, phoneAnswered }: ChangeStatus): string {
  return phoneAnswered ? `${sayChange(state)}, ${saySession("phoneAnswered").toLowerCase()}` : sayChange(state);
}

/** Returns a masked number as people read it, or that it is not known. */
function numberOf(phone: string | null | undefined): TemplateResult {
  return html`<span class="unbroken">${phone == null ? say("notKnown") : displayedPhone(phone)}</span>`;
}

function fact(name: string, value: unknown): TemplateResult {
  return html`<dt>${name}</dt>
    <dd class="tabular">${value}</dd>`;
}
