// Markdown as HTML: descriptions of the documents, READMEs, and the texts of these pages.

import { Marked, type Tokens } from "marked";

import { codeBlock } from "./code.ts";
import { Html, anchorOf, escaped } from "./html.ts";

export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly anchor: string;
}

export interface Rendered {
  readonly body: Html;
  readonly headings: readonly Heading[];
}

export interface Options {
  /** Returns where a link leads from these pages, or null for what they do not have: its text remains. */
  readonly link?: (href: string) => string | null;
  /** Added to the level of headings. */
  readonly deeper?: number;
  /** Renders blocks of code in languages of our own. */
  readonly block?: (language: string, code: string) => Html | null;
}

/** Relative links have no meaning before somebody says where they lead. */
function absolute(href: string): string {
  if (/^(https?:|\/|#)/.test(href)) return href;
  throw new Error(`the link ${href} leads to no page`);
}

export function markdown(text: string, { link = absolute, deeper = 0, block = () => null }: Options = {}): Rendered {
  const headings: Heading[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const said = this.parser.parseInline(tokens, this.parser.textRenderer);
        const heading = { level: depth + deeper, text: said, anchor: anchorOf(said) };
        headings.push(heading);
        const inner = this.parser.parseInline(tokens);
        return `<h${heading.level} id="${heading.anchor}">${inner}</h${heading.level}>\n`;
      },
      code({ text: code, lang = "" }: Tokens.Code): string {
        return (block(lang, code) ?? codeBlock(code, lang)).text;
      },
      link({ href, tokens }: Tokens.Link): string {
        const leads = link(href);
        const inner = this.parser.parseInline(tokens);
        return leads === null ? inner : `<a href="${escaped(leads)}">${inner}</a>`;
      },
      table(token: Tokens.Table): string {
        const cell = (each: Tokens.TableCell, name: string): string =>
          `<${name}>${this.parser.parseInline(each.tokens)}</${name}>`;
        const isTitled = token.header.some((each) => each.text !== "");
        const head = `<thead><tr>${token.header.map((each) => cell(each, each.text === "" ? "td" : "th")).join("")}</tr></thead>`;
        const rows = token.rows.map((row) => `<tr>${row.map((each) => cell(each, "td")).join("")}</tr>`);
        return scrolled(`<table>${isTitled ? head : ""}<tbody>${rows.join("")}</tbody></table>`);
      },
    },
  });
  return { body: new Html(marked.parse(text, { async: false })), headings };
}

/** A table that is wider than the screen is scrolled by itself, by keyboard as well. */
export function scrolled(table: string): string {
  return `<div class="scroll" tabindex="0" role="group" aria-label="Table">${table}</div>`;
}

/** Renders a sentence or a few paragraphs, without headings. */
export function prose(text: string | undefined): Html | null {
  return text === undefined || text === "" ? null : markdown(text).body;
}

/** Renders one paragraph without the element around it. */
export function inline(text: string): Html {
  return new Html(new Marked().parseInline(text, { async: false }));
}

/** Splits a README into its beginning and its chapters, by the headings of the second level. */
export function chaptersOf(readme: string): { intro: string; chapters: readonly { title: string; text: string }[] } {
  const [first = "", ...others] = readme.split(/^(?=## )/m);
  const chapters = others.map((text) => ({ title: /^## (.*)$/m.exec(text)?.[1] ?? "", text }));
  return { intro: first.replace(/^# .*\n+/, ""), chapters };
}
