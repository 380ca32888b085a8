// Frame around the content of every page.

import { Html, html, type Content } from "./html.ts";
import type { Heading } from "./markdown.ts";
import type { Page } from "./page.ts";

export interface Section {
  readonly title: string;
  readonly pages: readonly Page[];
}

/** Addresses of what the pages load. */
export interface Assets {
  readonly style: string;
  /** Addresses of scripts by the names of their entries. */
  script(name: string): string;
}

export interface Around {
  readonly sections: readonly Section[];
  readonly assets: Assets;
  readonly version: string;
}

export function layout(page: Page, { sections, assets, version }: Around): string {
  const isHome = page.path === "/docs";
  const scripts = ["main", ...page.scripts].map(
    (name) => html`<script type="module" src="${assets.script(name)}"></script>`,
  );
  const toc = contents(page.contents);
  return html`${new Html("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#18201d" media="(prefers-color-scheme: dark)" />
        <meta name="description" content="${page.summary}" />
        <title>${isHome ? page.title : `${page.title} · Linekeeper documentation`}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${assets.style}" />
        ${scripts}
      </head>
      <body>
        <a class="skip" href="#content">To the content</a>
        <header class="top">
          <a class="brand" href="/docs"
            ><img src="/favicon.svg" alt="" width="26" height="26" />Linekeeper <span class="muted">docs</span></a
          >
          <button type="button" class="small menu" popovertarget="menu">Pages</button>
          <form id="search" role="search">
            <input type="search" aria-label="Search" placeholder="Search ( / )" autocomplete="off" spellcheck="false" />
            <span class="offscreen" role="status" data-said></span>
            <ul data-results hidden></ul>
          </form>
        </header>
        <nav id="menu" popover aria-label="Pages">${navigation(page, sections)}</nav>
        <div class="body${toc === null ? "" : " with-contents"}">
          <nav class="side" aria-label="Pages">${navigation(page, sections)}</nav>
          <main id="content" tabindex="-1">
            <h1>${page.title}</h1>
            <p class="summary">${page.summary}</p>
            ${page.body}
            <footer class="muted">Linekeeper ${version}</footer>
          </main>
          ${toc}
        </div>
      </body>
    </html> `.text;
}

function navigation(page: Page, sections: readonly Section[]): Content {
  return sections.map(({ title, pages }) => {
    const links = pages.map(
      ({ path, title: name }) =>
        html`<li><a href="${path}" ${path === page.path && html` aria-current="page"`}>${name}</a></li>`,
    );
    return html`<p class="section">${title}</p>
      <ul>
        ${links}
      </ul>`;
  });
}

function contents(headings: readonly Heading[]): Html | null {
  const shown = headings.filter(({ level }) => level <= 3);
  if (shown.length === 0) return null;
  const links = shown.map(
    ({ level, text, anchor }) => html`<li data-level="${level}"><a href="#${anchor}">${text}</a></li>`,
  );
  return html`<nav class="contents" aria-label="On this page">
    <p class="section">On this page</p>
    <ul>
      ${links}
    </ul>
  </nav>`;
}
