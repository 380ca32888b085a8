// Page object of the dashboard's page of one company.
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

  get links(): Locator {
    return this.page.getByRole("region", { name: "Ссылки для подключения" });
  }

  get policy(): Locator {
    return this.page.getByRole("region", { name: "Политика перезапуска" });
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  /** Dialog for linking a phone, the first one or another one. */
  get pairing(): Locator {
    return this.page.getByRole("dialog", { name: /Привязать телефон|Смена номера|Pair a phone|Change of number/ });
  }

  /** The change of the number in the status. */
  get change(): Locator {
    return this.status.getByRole("region", { name: "Смена номера" });
  }

  /** Confirmation dialog with this title. */
  question(name: string): Locator {
    return this.page.getByRole("dialog", { name, exact: true });
  }

  /** Requests a code for this number. */
  async askCode(number: string): Promise<void> {
    await this.action("Привязать телефон").click();
    await this.pairing.getByLabel("Номер WhatsApp салона").fill(number);
    await this.pairing.getByRole("button", { name: "Получить код" }).click();
  }

  /** The shown code, without its hyphen. */
  async code(): Promise<string> {
    return (await this.pairing.getByText(/^[1-9A-Z]{4}-[1-9A-Z]{4}$/).innerText()).replace("-", "");
  }

  action(name: string): Locator {
    return this.actions.getByRole("button", { name, exact: true });
  }

  /** Presses the button and confirms. */
  async confirm(name: string): Promise<void> {
    await this.action(name).click();
    await this.dialog.getByRole("button", { name, exact: true }).click();
  }

  async expectState(state: string): Promise<void> {
    await expect(this.status.getByText(state, { exact: true })).toBeVisible();
  }
}
