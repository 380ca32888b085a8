// The dashboard's page of one company.
import { type Locator, type Page, expect } from "@playwright/test";

export class SessionPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get status(): Locator {
    return this.page.getByRole("region", { name: "Состояние" });
  }

  get actions(): Locator {
    return this.page.getByRole("region", { name: "Действия" });
  }

  get journal(): Locator {
    return this.page.locator("lk-timeline");
  }

  get policy(): Locator {
    return this.page.getByRole("region", { name: "Политика перезапуска" });
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  action(name: string): Locator {
    return this.actions.getByRole("button", { name, exact: true });
  }

  /** Presses the button and says yes to the question. */
  async confirm(name: string): Promise<void> {
    await this.action(name).click();
    await this.dialog.getByRole("button", { name, exact: true }).click();
  }

  async expectState(state: string): Promise<void> {
    await expect(this.status.getByText(state, { exact: true })).toBeVisible();
  }
}
