// Fixtures of the tests in Firefox. Playwright needs a Firefox of its own build, which Debian does not have; Debian's is
// driven by WebDriver BiDi, a protocol of its own, through Puppeteer. The tests, their service and their simulator are
// those of the other browser.
import { test as base, expect } from "@playwright/test";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

import { type Salon, salonOf } from "../fixture/salon.ts";
import { Service } from "../fixture/service.ts";
import { Simulator } from "../fixture/simulator.ts";

export { expect };

interface OfWorker {
  service: Service;
  firefox: Browser;
}

interface OfTest {
  simulator: Simulator;
  salon: Salon;
  /** Page of a profile without cookies. A message on its console fails the test. */
  tab: Page;
}

let salons = 0;

export const test = base.extend<OfTest, OfWorker>({
  service: [
    async ({}, use) => {
      const service = await Service.start();
      await use(service);
      await service.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  firefox: [
    async ({}, use) => {
      const firefox = await puppeteer.launch({
        browser: "firefox",
        executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
        // The language of those who use the pages most; nothing outside this machine is asked.
        extraPrefsFirefox: { "intl.accept_languages": "ru-RU, ru", "network.proxy.type": 0 },
      });
      await use(firefox);
      await firefox.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  simulator: async ({ service }, use) => {
    await use(new Simulator(service));
  },
  salon: async ({}, use) => {
    await use(salonOf((salons += 1)));
  },
  tab: async ({ firefox }, use) => {
    const context = await firefox.createBrowserContext();
    const tab = await context.newPage();
    await tab.setViewport({ width: 1280, height: 800 });
    const complaints: string[] = [];
    tab.on("console", (message) => {
      if (["error", "warn"].includes(message.type())) complaints.push(message.text());
    });
    tab.on("pageerror", (error) => complaints.push(String(error)));
    await use(tab);
    expect(complaints, "what the browser complained of").toEqual([]);
    await context.close();
  },
});

/** Waits until the element shows this step. */
export async function expectStep(tab: Page, step: string): Promise<void> {
  await expect
    .poll(() => tab.$eval("linekeeper-onboarding", (element) => element.getAttribute("data-step")))
    .toBe(step);
}
