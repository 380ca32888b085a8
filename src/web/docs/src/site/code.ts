// Blocks of code, coloured when the pages are built.

import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import go from "highlight.js/lib/languages/go";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import xml from "highlight.js/lib/languages/xml";

import { Html, escaped, html } from "./html.ts";

for (const name of ["sh", "bash"]) hljs.registerLanguage(name, bash);
hljs.registerLanguage("js", javascript);
hljs.registerLanguage("json", json);
hljs.registerLanguage("html", xml);
for (const [name, language] of Object.entries({ go, php, python, rust })) hljs.registerLanguage(name, language);

/** Names of languages for readers; a block of another language is not coloured. */
const NAMES: Readonly<Record<string, string>> = {
  sh: "Shell",
  bash: "Shell",
  js: "JavaScript",
  json: "JSON",
  html: "HTML",
  go: "Go",
  php: "PHP",
  python: "Python",
  rust: "Rust",
};

/** Renders a block of code that can be scrolled by keyboard. The button that copies it is added in the browser. */
export function codeBlock(code: string, language: string): Html {
  const name = NAMES[language];
  const coloured = name === undefined ? escaped(code) : hljs.highlight(code, { language }).value;
  const label = name ?? "Text";
  return html`<div class="code" data-label="${label}">
    <pre tabindex="0" role="group" aria-label="${label}"><code>${new Html(coloured)}</code></pre>
  </div>`;
}

export function jsonBlock(value: unknown): Html {
  return codeBlock(JSON.stringify(value, null, 2), "json");
}
