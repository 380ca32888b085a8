// Chromium with the built extension, and web.whatsapp.com as a page of this machine.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { type BrowserContext, type BrowserContextOptions, chromium } from "@playwright/test";

import config from "../playwright.config.ts";
import type { WhatsAppPage } from "./whatsapp.ts";

const BUILT = fileURLToPath(new URL("../../../src/web/extension/dist/chromium", import.meta.url));

/** Id that Chromium derives from the path of an unpacked extension. */
export const ID = [...createHash("sha256").update(BUILT).digest("hex").slice(0, 32)]
  .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))
  .join("");

/**
 * Permissions that the person has granted before. Chromium's question for an optional permission is a native dialog,
 * which nobody can click without a screen; for one that was granted once it asks no more. Everything else about the
 * request is as it is for people.
 */
const GRANTED = { explicit_host: ["http://127.0.0.1/*"], api: [], manifest_permissions: [], scriptable_host: [] };

/** Runs a browser with a profile of its own while it is used. */
export async function withExtension(
  whatsapp: WhatsAppPage,
  of: BrowserContextOptions,
  use: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  whatsapp.reset();
  if (!existsSync(BUILT)) throw new Error("the extension is not built: run `make web`");
  const profile = mkdtempSync(path.join(tmpdir(), "linekeeper-extension-"));
  mkdirSync(path.join(profile, "Default"));
  const preferences = {
    extensions: { settings: { [ID]: { granted_permissions: GRANTED, runtime_granted_permissions: GRANTED } } },
  };
  writeFileSync(path.join(profile, "Default/Preferences"), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, { ...of, ...options(whatsapp) });
  await use(context);
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}

function options(whatsapp: WhatsAppPage): Parameters<typeof chromium.launchPersistentContext>[1] {
  const { executablePath, args = [] } = config.use!.launchOptions!;
  const kept = args.filter((word) => !word.startsWith("--host-resolver-rules"));
  return {
    headless: true,
    executablePath: executablePath!,
    // Playwright switches extensions off, and what is needed to have them.
    ignoreDefaultArgs: ["--disable-extensions", "--disable-component-extensions-with-background-pages"],
    args: [
      ...kept,
      `--host-resolver-rules=MAP web.whatsapp.com:443 127.0.0.1:${whatsapp.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.localhost`,
      // Trust in one key alone: with a certificate error, even one that was clicked away, WebAuthn refuses to work.
      `--ignore-certificate-errors-spki-list=${whatsapp.spki}`,
      `--disable-extensions-except=${BUILT}`,
      `--load-extension=${BUILT}`,
      // The click on the extension's action, over CDP.
      "--enable-unsafe-extension-debugging",
    ],
  };
}
