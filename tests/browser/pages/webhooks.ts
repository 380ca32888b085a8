// Page object of the dashboard's pages for webhooks.
import { type Locator, type Page, expect } from "@playwright/test";

export class Webhooks {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The dialog that is open. */
  get dialog(): Locator {
    return this.page.locator("dialog[open]");
  }

  get rows(): Locator {
    return this.page.getByRole("list", { name: "Приёмники" }).getByRole("listitem");
  }

  row(name: string): Locator {
    return this.rows.filter({ hasText: name });
  }

  get actions(): Locator {
    return this.page.getByRole("region", { name: "Действия" });
  }

  get settings(): Locator {
    return this.page.getByRole("region", { name: "Настройки" });
  }

  get status(): Locator {
    return this.page.getByRole("region", { name: "Состояние" });
  }

  get deliveries(): Locator {
    return this.page.getByRole("region", { name: "Доставки" });
  }

  /** Chooses the deliveries of a state. */
  async choose(state: "Ждут" | "Доставлены" | "Не доставлены"): Promise<void> {
    const chip = this.deliveries
      .getByRole("group", { name: "Состояние доставок" })
      .getByRole("button", { name: new RegExp(`^${state}`) });
    await chip.click();
    await expect(chip).toHaveAttribute("aria-pressed", "true");
  }

  async press(name: string): Promise<void> {
    await this.actions.getByRole("button", { name, exact: true }).click();
  }

  /** Confirms what the page asks. */
  async confirm(name: string): Promise<void> {
    await this.dialog.getByRole("button", { name, exact: true }).click();
  }

  /** Reads the secret that is shown once, and closes its dialog. */
  async takeSecret(): Promise<string> {
    const field = this.dialog.getByLabel("Секрет", { exact: true });
    await expect(field).toHaveValue(/^whsec_\S{32,}$/);
    const secret = await field.inputValue();
    await this.dialog.getByRole("button", { name: "Закрыть" }).click();
    await expect(this.dialog).toHaveCount(0);
    return secret;
  }

  /** Adds an endpoint for one company and returns its secret; its page is open then. */
  async add(url: string, { company, description }: { company: string; description: string }): Promise<string> {
    await this.page.getByRole("button", { name: "Добавить приёмник" }).click();
    await this.dialog.getByLabel("Адрес").fill(url);
    await this.dialog.getByLabel("Описание").fill(description);
    const companies = this.dialog.getByRole("group", { name: "События каких компаний" });
    await companies.getByRole("radio", { name: "Только этих" }).check();
    await companies.getByLabel("Номера компаний").fill(company);
    await this.dialog.getByRole("button", { name: "Добавить приёмник" }).click();
    const secret = await this.takeSecret();
    await expect(this.page.getByRole("heading", { level: 1, name: description })).toBeVisible();
    return secret;
  }
}
