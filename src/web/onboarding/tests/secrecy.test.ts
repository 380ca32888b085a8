// Checks on the source text of what the pages store, log and send; they hold for every module.

import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

const folders = ["../src/", "../../ui/src/"].map((path) => new URL(path, import.meta.url));
const sources = folders.flatMap((folder) =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith(".ts"))
    .map((name) => [name, readFileSync(new URL(name, folder), "utf8")] as const),
);

test("nothing is stored but the number that was typed", () => {
  expect(sources.length).toBeGreaterThan(30);
  for (const [name, source] of sources) {
    expect(source, name).not.toMatch(
      /localStorage|indexedDB|\.cookie\b|\bcaches\b|serviceWorker|window\.name|pushState/,
    );
    if (name === "memory.ts") expect(source).not.toMatch(/token|hash|location/i);
    else expect(source, name).not.toMatch(/sessionStorage/);
  }
});

test("nothing is written to the console, and nobody is asked but the service's socket", () => {
  for (const [name, source] of sources) {
    expect(source, name).not.toMatch(/\bconsole\b|XMLHttpRequest|sendBeacon/);
    // One module asks the service itself, without credentials.
    if (name === "reach.ts") {
      const asked = source.match(/\bfetch\(addressOf\(service, [^;]*credentials: "omit"/g);
      expect([asked?.length, source.match(/\bfetch\(/g)?.length]).toEqual([2, 2]);
    } else expect(source, name).not.toMatch(/\bfetch\(/);
    if (!name.startsWith("hosted/")) expect(source, name).not.toMatch(/postMessage|BroadcastChannel/);
  }
});

test("only what reads the token and what sends it know of it", () => {
  const bare = (source: string): string => source.replace(/\/\*[^]*?\*\/|\/\/.*|"[^"\n]*"/g, "");
  const knowing = sources.filter(([, source]) => /\btoken\b/.test(bare(source))).map(([name]) => name);
  expect(knowing.toSorted()).toEqual([
    ...["brand-part.ts", "element.ts", "hosted/connect.ts", "hosted/token.ts", "session.ts"],
    ...["token-source.ts", "token.ts"],
  ]);
});
