// Header bar of every page.

import { html, type TemplateResult } from "lit";
import type { Connection } from "@linekeeper/client";
import { LANGUAGES } from "@linekeeper/ui/i18n.ts";
import { icon, signOutIcon } from "@linekeeper/ui/icons.ts";

import { choose, language } from "../language.ts";
import { pathOf, type Place } from "../router.ts";
import { say } from "../texts/common.ts";
import type { Visit } from "../types.ts";

export interface HeaderFacts {
  readonly place: Place;
  readonly visit: Visit;
  readonly connection: Connection;
  readonly signOut: () => void;
  /** Moves the focus past the header, to the content. */
  readonly skip: (event: Event) => void;
}

const SECTIONS = ["overview", "sessions", "service"] as const;

export function header({ place, visit, connection, signOut, skip }: HeaderFacts): TemplateResult {
  const section = place.page === "session" ? "sessions" : place.page;
  const isLive = connection.state === "open";
  return html`<header class="top">
    <a class="skip" href="#content" @click=${skip}>${say("toContent")}</a>
    <a class="brand" href="/admin"><img src="/favicon.svg" alt="" width="26" height="26" />Linekeeper</a>
    <nav aria-label=${say("sections")}>
      ${SECTIONS.map(
        (page) =>
          html`<a href=${pathOf({ page })} aria-current=${page === section ? "page" : "false"}>${say(page)}</a>`,
      )}
    </nav>
    <div class="tools">
      <span class="live" data-live=${isLive} role="status"
        ><span class="dot"></span><span>${say(isLive ? "live" : "connecting")}</span></span
      >
      ${languages()}
      <span class="key muted" title=${say("signedInAs", { key: visit.key })}
        >${say("signedInAs", { key: visit.key })}</span
      >
      <button type="button" class="small quiet" aria-label=${say("signOut")} @click=${signOut}>
        ${icon(signOutIcon)}<span>${say("signOut")}</span>
      </button>
    </div>
  </header>`;
}

/** Renders the language buttons: two letters, with the language's name for screen readers. */
export function languages(): TemplateResult {
  const names = { ru: say("russian"), en: say("english") };
  return html`<div class="languages" role="group" aria-label=${say("language")}>
    ${LANGUAGES.map(
      (code) =>
        html`<button
          type="button"
          lang=${code}
          aria-label=${names[code]}
          aria-pressed=${code === language() ? "true" : "false"}
          @click=${() => choose(code)}
        >
          ${code.toUpperCase()}
        </button>`,
    )}
  </div>`;
}
