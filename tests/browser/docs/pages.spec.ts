// The pages of the documentation, in both colour schemes and on small and large screens.
import { expectFineEverywhere } from "../fixture/everywhere.ts";
import { expect, test } from "../fixture/index.ts";
import { expectSteady, measureShifts } from "../fixture/shifts.ts";

const PAGES = {
  "": "Linekeeper documentation",
  "/quickstart": "Quickstart",
  "/embed": "Embed the page",
  "/client": "Client library",
  "/events": "Events",
  "/messages": "Messages",
  "/webhooks": "Webhooks",
  "/api": "HTTP API",
  "/sockets": "WebSockets",
  "/line-events": "Events of a line",
  "/errors": "Errors",
};

for (const [path, title] of Object.entries(PAGES)) {
  test(`the page ${title} is accessible, fits every screen, and does not move`, async ({ page, shot }) => {
    await measureShifts(page);
    await page.goto(`/docs${path}`);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    if (path === "/embed") await expect(page.locator("#preview-stage [data-step]")).toBeVisible();
    await page.waitForLoadState("networkidle");
    await expectSteady(page);
    await shot(page, `docs${path.replace("/", "-")}`);
    await expectFineEverywhere(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 320, height: 640 });
    await shot(page, `docs${path.replace("/", "-")}-320-dark`);
  });
}

test("a page is sent compressed, and all of it is less than what one picture has", async ({ page }) => {
  const sizes: number[] = [];
  page.on("response", (response) => {
    sizes.push(Number(response.headers()["content-length"] ?? 0));
    if (response.url().endsWith("/docs/api")) expect(response.headers()["content-encoding"]).toBe("br");
  });
  await page.goto("/docs/api", { waitUntil: "networkidle" });
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
});

test("the search is used by keyboard, from any place of a page", async ({ page }) => {
  await page.goto("/docs");
  await page.keyboard.press("/");
  const field = page.getByRole("searchbox", { name: "Search" });
  await expect(field).toBeFocused();
  await page.keyboard.type("start a pairing");
  await expect(page.getByRole("search").getByRole("link").first()).toContainText("Start a pairing");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("search").getByRole("link").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field).toBeFocused();
  await expect(page.getByRole("search").getByRole("link")).toHaveCount(0);
  await field.fill("phone_mismatch");
  await expect(page.getByRole("search").getByRole("link").first()).toContainText("PHONE_MISMATCH");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/docs\/errors#PHONE_MISMATCH$/);
  await expect(page.getByRole("heading", { name: "PHONE_MISMATCH" })).toBeInViewport();
});

test("a narrow screen has the pages behind a button", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/docs/api");
  await page.getByRole("button", { name: "Pages" }).click();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Quickstart" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Quickstart" })).toBeVisible();
});

test("the type of a problem document leads to its code", async ({ page, service }) => {
  const problem = (await (await fetch(`${service.base}/no/such/path`)).json()) as { type: string };
  await page.goto(problem.type);
  await expect(page.getByRole("heading", { name: "NOT_FOUND" })).toBeInViewport();
});
