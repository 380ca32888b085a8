// How the element is embedded, with a preview: the texts are the element's README and a form around the real element.

import { LANGUAGES, NAMES } from "@linekeeper/onboarding/src/languages/known.ts";

import { PLAIN, SERVICE, snippetsOf } from "../snippet.ts";
import { wayOf } from "../browser/demo/scenes.ts";
import { codeBlock } from "./code.ts";
import { failureData } from "./errors.ts";
import type { FailureEntry } from "./failures.ts";
import { html, type Content, type Html } from "./html.ts";
import { chaptersOf, markdown } from "./markdown.ts";
import type { Page } from "./page.ts";

/** Chapters of the README that are for those who work on the element. */
const INNER = ["Languages", "Numbers", "What is loaded when", "Files"];

/** Where the links of the README lead from here. */
const LINKS: Readonly<Record<string, string | null>> = {
  "../../../docs/failures.md": "/docs/errors",
  "../../../docs/passkeys.md": null,
  "../extension": null,
  "../client": "/docs/client",
};

function link(href: string): string | null {
  if (/^(https?:|\/|#)/.test(href)) return href;
  const leads = LINKS[href];
  if (leads === undefined) throw new Error(`the link ${href} of the element's README leads to no page`);
  return leads;
}

export interface EmbedSources {
  /** Text above the preview. */
  readonly intro: string;
  readonly readme: string;
  readonly failures: readonly FailureEntry[];
}

export function embedPage({ intro, readme, failures }: EmbedSources): Page {
  const above = markdown(intro);
  const { chapters } = chaptersOf(readme);
  const below = chapters.filter(({ title }) => !INNER.includes(title)).map(({ text }) => markdown(text, { link }));
  const preview = { level: 2, text: "Preview", anchor: "preview" };
  return {
    path: "/docs/embed",
    title: "Embed the page",
    summary: "The onboarding page as an element of your own page, with a preview and its code.",
    body: html`${above.body}
      <h2 id="preview">Preview</h2>
      ${previewOf(failures)} ${below.map(({ body }) => body)}`,
    contents: [...above.headings, preview, ...below.flatMap(({ headings }) => headings)],
    entries: [],
    scripts: ["preview"],
  };
}

type Choice = readonly [value: string, text: string];

const SCENES: readonly Choice[] = [
  ["idle", "Begin: the number"],
  ["code", "A code"],
  ["qr", "A QR"],
  ["passkey", "WhatsApp asks for the passkey"],
  ["connected", "Connected"],
];

function previewOf(failures: readonly FailureEntry[]): Html {
  const seen = failures.filter(({ code }) => wayOf(code) !== null);
  const snippets = snippetsOf(PLAIN, SERVICE);
  return html`<p>
      This is the element itself. It plays a session without any service, or works for real with a link that you paste:
      in a sandbox <a href="/docs/quickstart#link">the quickstart</a> makes one, and the virtual phone types the code.
    </p>
    <div class="preview">
      <form id="preview-form" aria-label="Attributes of the preview">
        ${labelled(
          "scene",
          "Show",
          html`<select id="scene" name="scene">
            ${options(SCENES)}
            <optgroup label="A failure">
              ${seen.map((each) => html`<option value="${each.code}" ${failureData(each)}>${each.code}</option>`)}
            </optgroup>
          </select>`,
        )}
        ${labelled(
          "link",
          "Onboarding link or its token",
          html`<input
              id="link"
              name="link"
              autocomplete="off"
              spellcheck="false"
              aria-describedby="preview-link-problem"
            />
            <span id="preview-link-problem" class="field-error" role="status"></span>`,
        )}
        ${select("lang", "lang", [["", "of the page or browser"], ...LANGUAGES.map((each): Choice => [each, NAMES[each]])])}
        ${select("by", "by", [
          ["", "by the kind of device"],
          ["code", "code"],
          ["qr", "qr"],
        ])}
        ${select("theme", "theme", [
          ["", "as the browser prefers"],
          ["light", "light"],
          ["dark", "dark"],
        ])}
        ${select("region", "region", [["", "of the browser"], ...["RU", "KZ", "UZ", "BR", "MX"].map((each): Choice => [each, each])])}
        ${select("heading-level", "heading-level", [
          ["2", "2"],
          ["1", "1"],
          ["3", "3"],
        ])}
        ${["company-name", "support-url", "return-url"].map((name) => text(name))}
        <div class="accent">
          <label><input type="checkbox" name="own-accent" value="yes" /> <code>--linekeeper-accent</code></label>
          <input type="color" name="accent" value="#6d28d9" aria-label="Accent colour" />
        </div>
      </form>
      <div class="beside">
        <div id="preview-stage" class="stage"></div>
        <p class="tools">
          <button type="button" id="preview-answer" disabled>Play the phone that links</button>
          <a id="preview-phone" class="button" href="/sandbox/phone" target="linekeeper-phone" data-sandbox-only
            >Open the virtual phone</a
          >
        </p>
      </div>
    </div>
    <h3 id="preview-code">Code</h3>
    ${snippet("html", "HTML", snippets.html)} ${snippet("react", "React 19", snippets.react)}
    ${snippet("vue", "Vue 3", snippets.vue)}
    <h3 id="preview-told">Events of the preview</h3>
    <div class="told" tabindex="0" role="group" aria-label="Events of the preview"><ol id="preview-events"></ol></div>`;
}

function labelled(name: string, label: Content, control: Html): Html {
  return html`<div><label for="${name}">${label}</label>${control}</div>`;
}

function select(name: string, label: string, choices: readonly Choice[]): Html {
  return labelled(
    name,
    html`<code>${label}</code>`,
    html`<select id="${name}" name="${name}">
      ${options(choices)}
    </select>`,
  );
}

function text(name: string): Html {
  return labelled(name, html`<code>${name}</code>`, html`<input id="${name}" name="${name}" autocomplete="off" />`);
}

function options(choices: readonly Choice[]): readonly Html[] {
  return choices.map(([value, text]) => html`<option value="${value}">${text}</option>`);
}

function snippet(name: string, title: string, code: string): Html {
  return html`<h4>${title}</h4>
    <div id="snippet-${name}">${codeBlock(code, "")}</div>`;
}
