// What is packed: permissions, texts, and the size of what goes into the onboarding element.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "vite";
import { describe, expect, it } from "vitest";

import { BROWSERS, manifestOf } from "../scripts/manifest.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
const read = (name: string): string => readFileSync(path.join(folder, name), "utf8");
const messages = (language: string): Record<string, { message: string; placeholders?: object }> =>
  JSON.parse(read(`public/_locales/${language}/messages.json`));

describe.each(BROWSERS)("the manifest for %s", (browser) => {
  const manifest = manifestOf(browser, "1.2.3");

  it("asks for the least", () => {
    expect(manifest.version).toBe("1.2.3");
    expect(manifest.permissions).toEqual(["activeTab", "scripting", "storage"]);
    expect(manifest.host_permissions).toEqual(["https://web.whatsapp.com/*"]);
    expect(manifest.optional_host_permissions).toEqual(["https://*/*", "http://localhost/*", "http://127.0.0.1/*"]);
    expect(manifest.content_security_policy.extension_pages).not.toContain("unsafe");
  });

  it("gives pages nothing by itself", () => {
    for (const name of ["content_scripts", "externally_connectable", "web_accessible_resources"]) {
      expect(manifest).not.toHaveProperty(name);
    }
  });
});

describe("the texts", () => {
  it("are the same in both languages, and none is missing", () => {
    const [en, ru] = [messages("en"), messages("ru")];
    expect(Object.keys(ru)).toEqual(Object.keys(en));
    for (const [name, { message, placeholders }] of Object.entries(en)) {
      expect(Object.keys(ru[name]?.placeholders ?? {}), name).toEqual(Object.keys(placeholders ?? {}));
      expect(ru[name]?.message, name).not.toBe(message);
    }
    const sources = [read("settings.html"), read("src/settings.ts"), JSON.stringify(manifestOf("chromium", "1.2.3"))];
    const used = Object.keys(en).filter((name) =>
      sources.some((text) => text.includes(`"${name}"`) || text.includes(`__MSG_${name}__`)),
    );
    expect(used).toEqual(Object.keys(en));
  });

  it("fit what browsers show of an extension", () => {
    for (const language of ["en", "ru"]) {
      expect(messages(language).name?.message.length).toBeLessThanOrEqual(45);
      expect(messages(language).description?.message.length).toBeLessThanOrEqual(132);
    }
  });
});

describe("the page's module", () => {
  it("adds less than 1.5 kB to the page that uses it", async () => {
    const built = await build({
      configFile: false,
      logLevel: "silent",
      root: folder,
      build: { write: false, target: "es2022", lib: { entry: "src/page.ts", formats: ["es"], fileName: "page" } },
    });
    const [{ output }] = built as unknown as [{ output: [{ code: string }] }];
    expect(gzipSync(output[0].code, { level: 9 }).length).toBeLessThan(1500);
  });
});
