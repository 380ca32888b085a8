// Page object of the dashboard.
import { type Locator, type Page, expect } from "@playwright/test";

export class Dashboard {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(place = ""): Promise<void> {
    await this.page.goto(`/admin${place}`);
  }

  /** Opens the page at this place and signs in. */
  async enter(key: string, place = ""): Promise<void> {
    await this.open(place);
    await this.signIn(key);
    await expect(this.page.getByRole("navigation", { name: "Разделы" })).toBeVisible();
  }

  get key(): Locator {
    return this.page.getByLabel("Ключ администратора");
  }

  async signIn(key: string): Promise<void> {
    await this.key.fill(key);
    await this.page.getByRole("button", { name: "Войти" }).click();
  }

  async go(section: "Обзор" | "Сессии" | "Сервис"): Promise<void> {
    await this.page.getByRole("navigation", { name: "Разделы" }).getByRole("link", { name: section }).click();
  }

  get table(): Locator {
    return this.page.getByRole("grid", { name: "Сессии компаний" });
  }

  row(company: string): Locator {
    return this.table.getByRole("row").filter({ has: this.page.getByRole("link", { name: company, exact: true }) });
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole("searchbox", { name: "Поиск по компании или телефону" }).fill(text);
  }

  async expectRows(count: number): Promise<void> {
    await expect(this.table).toHaveAttribute("aria-rowcount", String(count + 1));
  }

  async choose(language: "Русский" | "English"): Promise<void> {
    await this.page.getByRole("button", { name: language, exact: true }).click();
  }
}
