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

  async go(section: "Внимание" | "Компании" | "Обзор" | "Вебхуки" | "Сервис"): Promise<void> {
    await this.page.getByRole("navigation", { name: "Разделы" }).getByRole("link", { name: section }).click();
  }

  get table(): Locator {
    return this.page.getByRole("grid", { name: "Компании" });
  }

  row(company: string): Locator {
    return this.table.locator(`[role=row][data-company="${company}"]`);
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole("searchbox", { name: "Поиск по компании, имени или телефону" }).fill(text);
  }

  async expectRows(count: number): Promise<void> {
    await expect(this.table).toHaveAttribute("aria-rowcount", String(count + 1));
  }

  /** Number of rows that the table says it has. */
  async rowCount(): Promise<number> {
    return Number(await this.table.getAttribute("aria-rowcount")) - 1;
  }

  /** Group of companies that one thing helps, on the page of what needs attention. */
  group(name: string): Locator {
    return this.page.locator(`.group[data-group="${name}"]`);
  }

  /** A company that needs attention. */
  needy(company: string): Locator {
    return this.page.locator(`.group li[data-company="${company}"]`);
  }

  get palette(): Locator {
    return this.page.getByRole("dialog", { name: "Поиск" });
  }

  /** Opens the search by its key and types. */
  async find(text: string): Promise<void> {
    await this.page.keyboard.press("Control+k");
    await this.palette.getByRole("combobox").fill(text);
  }

  async choose(language: "Русский" | "English"): Promise<void> {
    await this.page.getByRole("button", { name: new RegExp(`, ${language}$`) }).click();
  }
}
