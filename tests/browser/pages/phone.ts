// The virtual phone as a person plays with it.
import { type Page, expect } from "@playwright/test";

export class Phone {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(base: string, number: string): Promise<void> {
    await this.page.goto(`${base}/sandbox/phone?number=${number}&lang=ru`);
  }

  /** From the chats to where a device is linked. */
  async goToLinking(): Promise<void> {
    await this.page.getByRole("navigation").getByRole("button", { name: "Устройства" }).click();
    await this.page.getByRole("button", { name: "Привязка устройства" }).click();
  }

  async enterCode(code: string): Promise<void> {
    await this.page.getByRole("button", { name: "Связать по номеру телефона" }).click();
    await this.page.getByLabel("Код с экрана компьютера").fill(code);
    await this.page.getByRole("button", { name: "Связать", exact: true }).click();
  }

  /** Scans the QR that another tab shows. */
  async scan(company: string): Promise<void> {
    await this.page.getByRole("button", { name: `Сканировать QR: ${company}` }).click();
  }

  async expectLinked(): Promise<void> {
    await expect(this.page.getByText("Устройство связано")).toBeVisible();
  }
}
