// Header bar of every page.

import { html, type TemplateResult } from "lit";
import type { Connection } from "@linekeeper/client";
import { LANGUAGES } from "@linekeeper/ui/i18n.ts";
import { icon, searchIcon, signOutIcon } from "@linekeeper/ui/icons.ts";

import { choose, language } from "../language.ts";
import { pathOf, type Place } from "../router.ts";
import { say } from "../texts/common.ts";
import type { Visit } from "../types.ts";

export interface HeaderFacts {
  readonly place: Place;
  readonly visit: Visit;
  readonly connection: Connection;
  readonly search: () => void;
  readonly signOut: () => void;
  /** Moves the focus past the header, to the content. */
  readonly skip: (event: Event) => void;
}

const SECTIONS = ["attention", "companies", "overview", "webhooks", "service"] as const;

/** Scopes with which webhooks are managed. */
const MANAGES_WEBHOOKS = ["admin", "webhooks:write"];

/** Sections that this service has for this operator. */
function sectionsOf({ messagesKept, scopes }: Visit): (typeof SECTIONS)[number][] {
  const hasWebhooks = messagesKept && scopes.some((scope) => MANAGES_WEBHOOKS.includes(scope));
  return SECTIONS.filter((section) => section !== "webhooks" || hasWebhooks);
}

export function header({ place, visit, connection, search, signOut, skip }: HeaderFacts): TemplateResult {
  const section = place.page === "session" ? "companies" : place.page === "webhook" ? "webhooks" : place.page;
  const key = visit.label ?? visit.key;
  const isLive = connection.state === "open";
  return html`<header class="top">
    <a class="skip" href="#content" @click=${skip}>${say("toContent")}</a>
    <a class="brand" href="/admin"><img src="/favicon.svg" alt="" width="26" height="26" /><span>Linekeeper</span></a>
    <nav aria-label=${say("sections")}>
      ${sectionsOf(visit).map(
        (page) =>
          html`<a href=${pathOf({ page })} aria-current=${page === section ? "page" : "false"}>${say(page)}</a>`,
      )}
    </nav>
    <div class="tools">
      <button type="button" class="small find" aria-keyshortcuts="/ Control+K" @click=${search}>
        ${icon(searchIcon)}<span>${say("search")}</span><kbd aria-hidden="true">/</kbd>
      </button>
      <span class="live" data-live=${isLive} role="status"
        ><span class="dot"></span
        ><span data-other=${say(isLive ? "connecting" : "live")}>${say(isLive ? "live" : "connecting")}</span></span
      >
      ${languages()}
      <span class="key muted" title=${say("signedInAs", { key })}>${say("signedInAs", { key })}</span>
      <button type="button" class="small quiet" aria-label=${say("signOut")} @click=${signOut}>
        ${icon(signOutIcon)}<span>${say("signOut")}</span>
      </button>
    </div>
  </header>`;
}

/**
 * Renders the language buttons: two letters, and the language's name for screen readers. The name begins with what is
 * seen, so that people who speak to their computer can say it.
 */
export function languages(): TemplateResult {
  const names = { ru: say("russian"), en: say("english") };
  return html`<div class="languages" role="group" aria-label=${say("language")}>
    ${LANGUAGES.map(
      (code) =>
        html`<button
          type="button"
          lang=${code}
          aria-pressed=${code === language() ? "true" : "false"}
          @click=${() => choose(code)}
        >
          ${code.toUpperCase()}<span class="offscreen">, ${names[code]}</span>
        </button>`,
    )}
  </div>`;
}
