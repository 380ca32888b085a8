// What is known of a connected line: since when, and when the owner's phone was last seen. WhatsApp unlinks the devices
// of a phone that has not been used for two weeks.

import { html, nothing, type TemplateResult } from "lit";

import { momentIn, timeAgo } from "../languages/moments.ts";
import type { View } from "../view.ts";
import { say } from "./texts.ts";

const DAY_MS = 86_400_000;

/** Days without the phone after which the owner is warned, is warned urgently, and WhatsApp unlinks. */
const WARNED = 10;
const URGENT = 12;
const UNLINKED = 14;

export type SeenTone = "warning" | "error";

/** Returns how urgently the owner has to open WhatsApp on the phone; null for not at all. */
export function toneOfAbsence(phoneSeenAt: number | null, serverNow: number): SeenTone | null {
  const days = phoneSeenAt === null ? 0 : (serverNow - phoneSeenAt) / DAY_MS;
  if (days < WARNED) return null;
  return days < URGENT ? "warning" : "error";
}

export function lineDetails(view: View): TemplateResult {
  const { since, phoneSeenAt } = view.line;
  return html`${warning(view)}
    <dl class="facts">
      ${since === null ? nothing : fact(say(view.language, "since"), momentIn(view.language, since), "since")}
      ${phoneSeenAt === null ? nothing : fact(say(view.language, "seen"), seen(view, phoneSeenAt), "phone-seen")}
    </dl>`;
}

function fact(name: string, value: string, what: string): TemplateResult {
  return html`<div data-fact=${what}>
    <dt>${name}</dt>
    <dd class="tabular">${value}</dd>
  </div>`;
}

function seen({ language, line }: View, phoneSeenAt: number): string {
  return timeAgo(language, line.serverNow - phoneSeenAt);
}

function warning(view: View): TemplateResult | typeof nothing {
  const { language, line } = view;
  const tone = toneOfAbsence(line.phoneSeenAt, line.serverNow);
  if (tone === null || line.phoneSeenAt === null) return nothing;
  const end = line.phoneSeenAt + UNLINKED * DAY_MS;
  const isOver = line.serverNow >= end;
  const text = isOver ? say(language, "openNow") : say(language, "openBy", { time: momentIn(language, end) });
  return html`<div class="banner seen" data-tone=${tone} data-phone-absent>
    <p class="tone" role="alert"><strong>${text}</strong></p>
    <p>${say(language, "openWhy")}</p>
  </div>`;
}
