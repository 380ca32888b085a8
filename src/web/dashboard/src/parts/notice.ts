// Notice shown while the connection to the service is down.

import { html, nothing, type TemplateResult } from "lit";
import type { Connection } from "@linekeeper/client";
import { icon, offlineIcon } from "@linekeeper/ui/icons.ts";

import { language } from "../language.ts";
import { clockTime } from "../model/times.ts";
import { say } from "../texts/common.ts";

/**
 * Renders the notice.
 * @param liveAt last time of a connection by this machine's clock, in milliseconds; null if there was none
 */
export function connectionNotice(
  connection: Connection,
  liveAt: number | null,
  tryNow: () => void,
): TemplateResult | typeof nothing {
  const { state } = connection;
  if (state === "open" || (state === "connecting" && liveAt === null)) return nothing;
  if (state === "closed" && connection.reason === "closed") return nothing;
  const text =
    state === "closed"
      ? say("refused")
      : liveAt === null
        ? say("neverLoaded")
        : say("reconnecting", { time: clockTime(language(), liveAt) });
  return html`<div class="banner offline" data-tone="warning" role="status">
    <span class="tone">${icon(offlineIcon)}</span><span>${text}</span>
    ${state === "waiting" ? html`<button type="button" class="small" @click=${tryNow}>${say("tryNow")}</button>` : nothing}
  </div>`;
}
