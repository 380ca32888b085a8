import { expect, it } from "vitest";

import { found } from "../src/browser/places.ts";
import { PLAIN, snippetsOf } from "../src/snippet.ts";

const SERVICE = "https://wa.example";

it("the code for the default attributes has the company alone", () => {
  expect(snippetsOf(PLAIN, SERVICE).html)
    .toBe(`<script defer src="https://wa.example/linekeeper-onboarding.js"></script>
<linekeeper-onboarding
  company="997441"
  token="…"
></linekeeper-onboarding>
`);
});

it("the code has what was chosen, in each form", () => {
  const settings = { ...PLAIN, lang: "kk", by: "qr", headingLevel: "1", accent: "#6d28d9" };
  const { html, react, vue } = snippetsOf(settings, SERVICE);
  for (const code of [html, react, vue]) {
    for (const attribute of ['lang="kk"', 'by="qr"', 'heading-level="1"']) expect(code).toContain(attribute);
    expect(code).not.toContain("theme=");
  }
  expect(html).toContain("--linekeeper-accent: #6d28d9;");
  expect(react).toContain("token={token}");
  expect(vue).toContain(':token="token"');
});

it("what is no colour and no attribute's value cannot get into the code", () => {
  const { html } = snippetsOf({ ...PLAIN, company: 'a"><script>', accent: "red; }" }, SERVICE);
  expect(html).toContain('company="ascript"');
  expect(html).not.toContain("--linekeeper-accent");
});

const PLACES = [
  { title: "Error codes", detail: "All of them", href: "/a" },
  { title: "Code", detail: "Type", href: "/b" },
  { title: "Pairing", detail: "By code or QR", href: "/c" },
  { title: "code for pairing", detail: "", href: "/d" },
];

it("the search orders by how much of the title was typed", () => {
  expect(found(PLACES, "code").map(({ href }) => href)).toEqual(["/b", "/d", "/a", "/c"]);
  expect(found(PLACES, "qr pairing").map(({ href }) => href)).toEqual(["/c"]);
  expect(found(PLACES, "  ")).toEqual([]);
});
