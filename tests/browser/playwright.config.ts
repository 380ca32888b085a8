import { defineConfig } from "@playwright/test";

const quiet = [
  "background-networking",
  "component-update",
  "sync",
  "default-apps",
  "domain-reliability",
  "client-side-phishing-detection",
].map((feature) => `--disable-${feature}`);

// No host outside this machine can be resolved, neither for a page nor for the browser itself.
const alone = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE *.localhost";

export default defineConfig({
  testDir: ".",
  fullyParallel: true,
  // Each worker has a service, a PostgreSQL and a browser of its own.
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  // Long timeouts, for a machine that is busy with other work.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  projects: [
    { name: "pages", testIgnore: ["**/*.alone.spec.ts", "firefox/**"], outputDir: "test-results/pages" },
    // Measurements run alone on the machine.
    { name: "alone", testMatch: "**/*.alone.spec.ts", outputDir: "test-results/alone" },
    { name: "firefox", testMatch: "firefox/**/*.spec.ts", outputDir: "test-results/firefox" },
  ],
  use: {
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--no-first-run", alone, ...quiet],
    },
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    colorScheme: "light",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    actionTimeout: 60_000,
  },
});
