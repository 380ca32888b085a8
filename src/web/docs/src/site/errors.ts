// Every error code, with the screen that the owner sees.

import { LANGUAGES, NAMES } from "@linekeeper/onboarding/src/languages/known.ts";

import { wayOf } from "../browser/demo/scenes.ts";
import type { FailureEntry } from "./failures.ts";
import { html, type Html } from "./html.ts";
import { inline } from "./markdown.ts";
import type { Page } from "./page.ts";

const ACTIONS: Readonly<Record<string, string>> = {
  none: "nothing: the service takes care of it",
  retry: "repeat the request",
  reset: "reset the connection, then repeat the request",
  change_number: "consent to the change of the number, or ask for the linked one",
  use_qr: "scan the QR instead",
  wait: "wait for `retryAfterMs`",
  contact_support: "write to support, with the correlation id",
};

export function errorsPage(failures: readonly FailureEntry[]): Page {
  const body = html`
    <p>
      One code for one failure, the same in problem documents (RFC 9457), frames, the journal, metrics and logs. The
      <code>type</code> of a problem document leads to its place on this page. Two further codes,
      <code>OFFLINE</code> and <code>NO_ANSWER</code>, are <a href="/docs/client#line">the client's own</a>.
    </p>
    <p class="tools">
      <label for="screen-language">Language of the owner's screens</label>
      <select id="screen-language">
        ${LANGUAGES.map((each) => html`<option value="${each}" ${each === "en" ? html` selected` : ""}>${NAMES[each]}</option>`)}
      </select>
    </p>
    <ul class="index codes">
      ${failures.map(
        ({ code }) =>
          html`<li>
            <a href="#${code}"><code>${code}</code></a>
          </li>`,
      )}
    </ul>
    ${failures.map(failureSection)}
  `;
  return {
    path: "/docs/errors",
    title: "Errors",
    summary: "Every error code: what it means, who resolves it, and the screen that the owner sees.",
    body,
    contents: failures.map(({ code }) => ({ level: 2, text: code, anchor: code })),
    entries: failures.map(({ code, meaning }) => ({ title: code, detail: meaning, anchor: code })),
    scripts: ["screens"],
  };
}

function failureSection(failure: FailureEntry): Html {
  const { code, status, meaning, ru, en, service, person, action, recovery, alert, kept, retry } = failure;
  const facts = [
    ["HTTP status", html`${status}`],
    ["Action for the user", html`<code>${action}</code>: ${inline(ACTIONS[action] ?? "")}`],
    ["Resolved", html`${recovery}`],
    ["Retry after", html`${retry ?? "no fixed time"}`],
    ["After a restart", html`${kept ? "a session that is parked for it still is" : "not kept"}`],
    ["Alert", html`${alert}`],
  ] as const;
  return html`<section class="failure">
    <h2 id="${code}"><code>${code}</code></h2>
    <p>${inline(meaning)}</p>
    <blockquote lang="ru">${ru}</blockquote>
    <blockquote>${en}</blockquote>
    <p><strong>The service:</strong> ${inline(service)}</p>
    <p><strong>A person:</strong> ${inline(person)}</p>
    <dl class="facts-list">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${wayOf(code) === null ? html`<p class="muted">An owner's page never shows it: only programs meet it.</p>` : screen(failure)}
  </section>`;
}

function screen({ code, ru, en, action, retry }: FailureEntry): Html {
  return html`<details class="screen" ${failureData({ code, ru, en, action, retry })}>
    <summary>The owner's screen<span class="offscreen"> for ${code}</span></summary>
    <div class="stage" data-screen></div>
  </details>`;
}

/** Renders a failure as the attributes from which the demonstration reads it. */
export function failureData({
  code,
  ru,
  en,
  action,
  retry,
}: Pick<FailureEntry, "code" | "ru" | "en" | "action" | "retry">): Html {
  const seconds = retry === null ? null : Number.parseInt(retry, 10);
  return html` data-code="${code}" data-ru="${ru}" data-en="${en}"
  data-action="${action}"${seconds !== null && html` data-retry="${seconds * 1000}"`}`;
}
