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

  async goToDevices(): Promise<void> {
    await this.page.getByRole("navigation").getByRole("button", { name: "Устройства" }).click();
  }

  /** To where a device is linked: the camera, and the way to typing a code. */
  async goToLinking(): Promise<void> {
    await this.goToDevices();
    await this.page.getByRole("button", { name: "Привязка устройства" }).click();
  }

  async write(to: string, text: string): Promise<void> {
    await this.page.getByRole("button", { name: "Новое сообщение" }).click();
    await this.page.getByLabel("Кому (номер)").fill(to);
    await this.page.getByLabel("Сообщение", { exact: true }).fill(text);
    await this.page.getByRole("button", { name: "Отправить" }).click();
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

  /** What the phone says of it goes after some seconds, the device in its list stays. */
  async expectLinked(): Promise<void> {
    await expect(this.page.getByRole("button", { name: /^Отвязать / })).toBeVisible();
  }
}
