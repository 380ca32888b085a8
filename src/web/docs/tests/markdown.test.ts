import { expect, it } from "vitest";

import { failuresOf } from "../src/site/failures.ts";
import { html, plain } from "../src/site/html.ts";
import { chaptersOf, markdown } from "../src/site/markdown.ts";
import { fieldTable, typeOf } from "../src/site/schema.ts";

it("what is put into a template is escaped, unless it is HTML", () => {
  expect(html`<p>${"<b>"}${html`<i>${1}</i>`}${[null, false, "&"]}</p>`.text).toBe("<p>&lt;b&gt;<i>1</i>&amp;</p>");
  expect(plain(html`<p>${"a < b"} <b>c</b></p>`)).toBe("a < b c");
});

it("headings get anchors and are listed", () => {
  const { body, headings } = markdown("## A `code` & more\n\ntext");
  expect(headings).toEqual([{ level: 2, text: "A code & more", anchor: "a-code-more" }]);
  expect(body.text).toContain('<h2 id="a-code-more">A <code>code</code> &amp; more</h2>');
});

it("a relative link is an error, unless it is said where it leads", () => {
  expect(() => markdown("[a](../b.md)")).toThrow("../b.md leads to no page");
  expect(markdown("[a](../b.md)", { link: () => "/docs/b" }).body.text).toContain('<a href="/docs/b">a</a>');
  expect(markdown("[a](../b.md)", { link: () => null }).body.text).toBe("<p>a</p>\n");
});

it("a README is split by its chapters", () => {
  expect(chaptersOf("# Title\n\nintro\n\n## One\n\na\n\n## Two\n\nb\n")).toEqual({
    intro: "intro\n\n",
    chapters: [
      { title: "One", text: "## One\n\na\n\n" },
      { title: "Two", text: "## Two\n\nb\n" },
    ],
  });
});

it("code is coloured in known languages and escaped in all", () => {
  expect(markdown('```json\n{ "a": 1 }\n```').body.text).toContain('<span class="hljs-attr">&quot;a&quot;</span>');
  expect(markdown("```text\n<a>\n```").body.text).toContain("<code>&lt;a&gt;</code>");
});

it("a type is named, and leads to its description", () => {
  expect(typeOf({ $ref: "#/components/schemas/Status" }).text).toBe('<a href="#schema-Status">Status</a>');
  expect(plain(typeOf({ oneOf: [{ $ref: "#/components/schemas/Text" }, { type: "null" }] }))).toBe("Text or null");
  expect(plain(typeOf({ type: ["integer", "null"] }))).toBe("integer or null");
  expect(plain(typeOf({ type: "array", items: { type: "string" } }))).toBe("list of string");
});

it("a field tells what is allowed beside its type", () => {
  const schema = { type: "integer", minimum: 1, maximum: 1000, default: 100, description: "Size." };
  const table = plain(fieldTable([{ name: "limit", schema, required: false }])!);
  expect(table).toContain("limit optional integer Size. 1 to 1000; by default 100");
  expect(fieldTable([])).toBeNull();
});

it("a catalogue of another form is an error", () => {
  expect(() => failuresOf("| Code | HTTP |\n|---|---|\n| `A` | 400 |\n")).toThrow("no table of the codes");
});
