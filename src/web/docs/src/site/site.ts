// All pages, from the documents of the repository and the READMEs.

import { readFileSync } from "node:fs";

import type { Place } from "../browser/places.ts";
import { apiPage, type OpenApi } from "./openapi.ts";
import { socketsPage, type AsyncApi } from "./asyncapi.ts";
import { embedPage } from "./embed.ts";
import { errorsPage } from "./errors.ts";
import { failuresOf } from "./failures.ts";
import { clientPage, documentPage, guidePage, homePage } from "./guides.ts";
import { layout, type Assets, type Section } from "./layout.ts";
import { lineEventsPage } from "./line-events.ts";
import type { Page } from "./page.ts";

/** Files from which the pages are made, by their paths in the repository. */
const SOURCES = {
  openapi: "docs/openapi.json",
  asyncapi: "docs/asyncapi.json",
  failures: "docs/failures.md",
  client: "src/web/client/README.md",
  manifest: "src/web/client/package.json",
  element: "src/web/onboarding/README.md",
  home: "src/web/docs/content/home.md",
  quickstart: "src/web/docs/content/quickstart.md",
  embed: "src/web/docs/content/embed.md",
  events: "src/web/docs/content/events.md",
  messages: "docs/messages.md",
  webhooks: "docs/webhooks.md",
  migrate: "docs/migrate.md",
} as const;

export interface Site {
  readonly home: Page;
  readonly sections: readonly Section[];
  readonly version: string;
}

/** Reads the sources below the root of the repository. */
export function siteOf(root: URL): Site {
  const read = (name: keyof typeof SOURCES): string => readFileSync(new URL(SOURCES[name], root), "utf8");
  const openapi = JSON.parse(read("openapi")) as OpenApi;
  const asyncapi = JSON.parse(read("asyncapi")) as AsyncApi;
  const failures = failuresOf(read("failures"));
  const codes = new Set(failures.map(({ code }) => code));
  const { version } = JSON.parse(read("manifest")) as { version: string };
  const ofClient = (text: string): string => text.replaceAll("CLIENT_VERSION", version);
  const quickstart = guidePage(
    {
      path: "/docs/quickstart",
      title: "Quickstart",
      summary: "A salon's WhatsApp linked in the sandbox, and followed from a program, in five minutes.",
      text: ofClient(read("quickstart")),
    },
    asyncapi,
  );
  const events = guidePage(
    {
      path: "/docs/events",
      title: "Events",
      summary: "What a page, a program and an operator are told while a phone is linked and afterwards.",
      text: read("events"),
    },
    asyncapi,
  );
  const messages = documentPage({
    path: "/docs/messages",
    title: "Messages",
    summary: "What people write to a line, from WhatsApp to your program: what is promised, the feed, the stream.",
    text: read("messages"),
  });
  const webhooks = documentPage({
    path: "/docs/webhooks",
    title: "Webhooks",
    summary: "How to receive messages as they come: what arrives, what to answer, how to verify a signature.",
    text: read("webhooks"),
  });
  const migrate = documentPage({
    path: "/docs/migrate",
    title: "Moving in",
    summary: "How the sessions of a system with Baileys go on here without linking a phone again, and back.",
    text: read("migrate"),
  });
  const sections: readonly Section[] = [
    {
      title: "Guides",
      pages: [
        quickstart,
        embedPage({ intro: read("embed"), readme: read("element"), failures }),
        clientPage(read("client")),
        events,
        messages,
        webhooks,
        migrate,
      ],
    },
    {
      title: "Reference",
      pages: [apiPage(openapi, codes), socketsPage(asyncapi), lineEventsPage(asyncapi), errorsPage(failures)],
    },
  ];
  const home = homePage(
    read("home"),
    sections.flatMap(({ pages }) => pages),
  );
  return { home, sections, version: openapi.info.version };
}

export function pagesOf({ home, sections }: Site): readonly Page[] {
  return [home, ...sections.flatMap(({ pages }) => pages)];
}

/** Returns what the search finds: the pages, their headings and their further places. */
export function placesOf(site: Site): readonly Place[] {
  return pagesOf(site).flatMap(({ path, title, summary, contents, entries }) => {
    const listed = new Set(entries.map(({ anchor }) => anchor));
    const headings = contents.filter(({ anchor }) => !listed.has(anchor));
    return [
      { title, detail: summary, href: path },
      ...headings.map(({ text, anchor }) => ({ title: text, detail: title, href: `${path}#${anchor}` })),
      ...entries.map((entry) => ({ title: entry.title, detail: entry.detail, href: `${path}#${entry.anchor}` })),
    ];
  });
}

/** Returns the files of the pages: `/docs` is `docs.html`, `/docs/errors` is `docs/errors.html`. */
export function filesOf(site: Site, assets: Assets): ReadonlyMap<string, string> {
  const around = { sections: site.sections, version: site.version, assets };
  return new Map(pagesOf(site).map((page) => [`${page.path.slice(1)}.html`, layout(page, around)]));
}
