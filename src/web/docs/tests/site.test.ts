// The pages as they are built, from the documents of this repository.
import { describe, expect, it } from "vitest";

import { wayOf } from "../src/browser/demo/scenes.ts";
import { filesOf, pagesOf, placesOf, siteOf } from "../src/site/site.ts";

const site = siteOf(new URL("../../../../", import.meta.url));
const pages = pagesOf(site);
const files = filesOf(site, { style: "/assets/docs.css", script: (name) => `/assets/${name}.js` });

function fileOf(path: string): string {
  const text = files.get(`${path.slice(1)}.html`);
  if (text === undefined) throw new Error(`there is no page ${path}`);
  return text;
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found ?? "");
}

const idsOf = (path: string): string[] => all(fileOf(path), / id="([^"]+)"/g);

describe.each(pages.map(({ path }) => path))("%s", (path) => {
  it("has each id once", () => {
    const ids = idsOf(path);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
  });

  it("leads only to places that exist", () => {
    const served = ["/openapi.json", "/asyncapi.json", "/favicon.svg", "/assets/", "/sandbox/phone"];
    const dead = all(fileOf(path), / href="([^"]+)"/g).filter((href) => {
      if (served.some((each) => href.startsWith(each)) || href.startsWith("https://")) return false;
      const [to = "", anchor] = href.startsWith("#") ? [path, href.slice(1)] : href.split("#");
      if (!files.has(`${to.slice(1)}.html`)) return true;
      return anchor !== undefined && anchor !== "" && !idsOf(to).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  it("has one first heading, and none that skips a level", () => {
    const levels = all(fileOf(path), /<h(\d)[ >]/g).map(Number);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, place) => place > 0 && level > (levels[place - 1] ?? 0) + 1)).toEqual([]);
  });

  it("has nothing inline that its Content-Security-Policy would refuse", () => {
    const tags = all(fileOf(path), /<([a-z][^>]*)>/g);
    expect(tags.filter((tag) => / style=| on[a-z]+=|^style/.test(tag))).toEqual([]);
    expect(tags.filter((tag) => tag.startsWith("script") && !tag.includes(" src="))).toEqual([]);
  });
});

it("the errors are those of the catalogue, each with its texts and its screen", () => {
  const errors = fileOf("/docs/errors");
  const codes = all(errors, /<h2 id="([A-Z_]+)">/g);
  expect(codes).toContain("PHONE_MISMATCH");
  expect(codes.length).toBeGreaterThan(30);
  const shown = all(errors, /<details class="screen" +data-code="([A-Z_]+)"/g);
  expect(shown).toEqual(codes.filter((code) => wayOf(code) !== null));
  expect(errors).toContain('<blockquote lang="ru">Этот номер уже подключён к другому салону</blockquote>');
  expect(errors).toContain('data-code="RATE_LIMITED"');
  expect(errors).toMatch(/data-code="RATE_LIMITED"[^>]* data-action="wait" data-retry="900000"/);
});

it("an endpoint has its address, its access, its fields and a command", () => {
  const api = fileOf("/docs/api");
  const [section = ""] = api.slice(api.indexOf('<h3 id="beginPairing">')).split("</section>");
  expect(section).toContain('<span class="method">POST</span> /<wbr />api/<wbr />whatsapp');
  expect(section).toContain("<code>sessions:write</code>");
  expect(section).toContain("<code>phoneNumber</code>");
  expect(section).toContain('<a href="/docs/errors#PHONE_MISMATCH">');
  expect(section).toMatch(/8 \(900\) 646-42-63/);
});

it("a frame has its fields and an example", () => {
  const sockets = fileOf("/docs/sockets");
  const section = sockets.slice(sockets.indexOf('id="session-pairing-code-error"'));
  expect(section).toContain("<code>storedPhone</code>");
  expect(section).toContain("INVALID_PHONE");
  expect(sockets).toContain('id="board-watch"');
  expect(sockets).toContain("<dt>4403</dt>");
});

it("an event of a line has an example, and its types stand beside it", () => {
  const events = fileOf("/docs/line-events");
  const [section = ""] = events.slice(events.indexOf('id="event-message-reaction"')).split("</section>");
  expect(section).toContain("3EB0C431C26A1916E07E");
  expect(idsOf("/docs/line-events")).toEqual(
    expect.arrayContaining(["event-session-logged-out", "schema-MessageFacts"]),
  );
  expect(idsOf("/docs/sockets")).not.toContain("schema-MessageFacts");
});

it("the element's and the client's chapters for those who work on them are left out", () => {
  expect(idsOf("/docs/embed")).toEqual(expect.arrayContaining(["attributes-and-properties", "events", "styling"]));
  expect(idsOf("/docs/embed")).not.toContain("files");
  expect(idsOf("/docs/client")).toContain("install");
  expect(idsOf("/docs/client")).not.toContain("working-on-it");
});

it("the search finds headings, endpoints, frames, types and codes", () => {
  const places = placesOf(site);
  for (const href of [
    "/docs/quickstart#link",
    "/docs/api#beginPairing",
    "/docs/sockets#session-pairing-code",
    "/docs/api#schema-Problem",
    "/docs/errors#BANNED",
  ]) {
    expect(
      places.filter((place) => place.href === href),
      href,
    ).toHaveLength(1);
  }
});

it("the quickstart installs the client of this version", () => {
  expect(fileOf("/docs/quickstart")).toMatch(/linekeeper-client-\d+\.\d+\.\d+\.tgz/);
  expect(fileOf("/docs/quickstart")).not.toContain("CLIENT_VERSION");
});
