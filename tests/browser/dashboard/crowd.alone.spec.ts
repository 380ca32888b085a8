import { startCrowded } from "../fixture/crowd.ts";
import { report, scrolled } from "../fixture/frames.ts";
import { expect, test } from "../fixture/index.ts";
import { LINE_BROKE, refusal } from "../fixture/watch.ts";
import { Dashboard } from "../pages/dashboard.ts";

const SALONS = 10_000;

// Frame times are reported but not checked: this machine renders without a graphics card, and may be busy.
test("ten thousand sessions are scrolled, searched and sorted, with few rows in the document", async ({
  page,
  watch,
  shot,
}) => {
  test.slow();
  watch.expect(refusal(401));
  const crowded = await startCrowded(SALONS);
  try {
    watch.welcome(crowded.base);
    const dashboard = new Dashboard(page);
    await page.goto(`${crowded.base}/admin/sessions`);
    await dashboard.signIn(crowded.key);
    await dashboard.expectRows(SALONS);
    const steady = await scrolled(dashboard.table, 60, 120);
    await shot(page, "dashboard-sessions-10000");
    // Scrolls several screens per frame, so that every row is replaced each time.
    const flung = await scrolled(dashboard.table, 4000, 120);
    const began = Date.now();
    await dashboard.search("salon-09999");
    await dashboard.expectRows(1);
    const searchMs = Date.now() - began;
    report({ rows: SALONS, steady, flung, searchMs });
    await dashboard.search("");
    await page.getByRole("columnheader", { name: "Компания" }).getByRole("button").click();
    await dashboard.table.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await expect(dashboard.row("salon-10000")).toBeVisible();
    expect(await dashboard.table.getByRole("row").count(), "rows in the document").toBeLessThan(100);
  } finally {
    watch.expect(LINE_BROKE);
    await crowded.stop();
  }
});
