// Pages that are written by hand, in `content`, and the client's README.

import { exampleOf, type AsyncApi } from "./asyncapi.ts";
import { jsonBlock } from "./code.ts";
import { html } from "./html.ts";
import { chaptersOf, markdown, type Options } from "./markdown.ts";
import type { Page } from "./page.ts";

export interface Guide {
  readonly path: string;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
}

/** Renders a guide. A block of the language `frame` is the example of the frame with that name. */
export function guidePage({ path, title, summary, text }: Guide, document: AsyncApi): Page {
  const block: Options["block"] = (language, code) =>
    language === "frame" ? jsonBlock(exampleOf(document, code.trim())) : null;
  const { body, headings } = markdown(text, { block });
  return { path, title, summary, body, contents: headings, entries: [], scripts: [] };
}

/** Chapters of the README that are for those who work on the client. */
const INNER = ["Working on it"];

/** Where the links of the repository's documents lead from these pages; null for what they do not have. */
const LINKS: Readonly<Record<string, string | null>> = {
  "../../../docs/asyncapi.json": "/docs/sockets",
  "../onboarding/README.md": "/docs/embed",
  "examples/pair.mjs": null,
  "examples/echo.mjs": null,
  "asyncapi.json": "/docs/line-events",
  "messages.md": "/docs/messages",
  "messages.md#events": "/docs/messages#events",
  "webhooks.md": "/docs/webhooks",
  "failures.md": "/docs/errors",
  "passkeys.md": null,
  "runbooks/message-log.md": null,
  "runbooks/sends.md": null,
};

function link(href: string): string | null {
  if (/^(https?:|\/|#)/.test(href)) return href;
  const leads = LINKS[href];
  if (leads === undefined) throw new Error(`the link ${href} leads to no page`);
  return leads;
}

/** Renders a document of the repository. Its title is that of the page. */
export function documentPage({ path, title, summary, text }: Guide): Page {
  const { body, headings } = markdown(text.replace(/^# .*\n+/, ""), { link });
  return { path, title, summary, body, contents: headings, entries: [], scripts: [] };
}

export function clientPage(readme: string): Page {
  const { intro, chapters } = chaptersOf(readme);
  const outer = chapters.filter(({ title }) => !INNER.includes(title)).map(({ text }) => text);
  const { body, headings } = markdown([intro, ...outer].join("\n"), { link });
  return {
    path: "/docs/client",
    title: "Client library",
    summary: "@linekeeper/client: a session live, and requests as promises, for browsers and Node.",
    body,
    contents: headings,
    entries: [],
    scripts: [],
  };
}

export interface Card {
  readonly path: string;
  readonly title: string;
  readonly summary: string;
}

/** First page: what Linekeeper is, and the way to every other page. */
export function homePage(intro: string, pages: readonly Card[]): Page {
  const { body } = markdown(intro);
  const cards = pages.map(
    ({ path, title, summary }) =>
      html`<li>
        <a href="${path}"><strong>${title}</strong><span>${summary}</span></a>
      </li>`,
  );
  return {
    path: "/docs",
    title: "Linekeeper documentation",
    summary: "How a marketplace's pages and programs use Linekeeper.",
    body: html`${body}
      <ul class="cards">
        ${cards}
      </ul>`,
    contents: [],
    entries: [],
    scripts: [],
  };
}
