// Page object of the virtual phone.
import { type Locator, type Page, expect } from "@playwright/test";

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

  /** Opens the linking view, with the camera and the way to type a code. */
  async goToLinking(): Promise<void> {
    await this.goToDevices();
    await this.page.getByRole("button", { name: "Привязка устройства" }).click();
  }

  /** Switches the demand for a passkey on, in the profile. */
  async demandPasskey(): Promise<void> {
    await this.page.getByRole("navigation").getByRole("button", { name: "Профиль" }).click();
    await this.page.getByLabel("Ключ доступа").check();
    await expect(this.page.getByText("Сохранено")).toBeVisible();
  }

  /** Panel over the screen that asks the person about a passkey, by its heading. */
  asks(name: string): Locator {
    return this.page.getByRole("dialog", { name });
  }

  /** Code that is compared with the computer's, with its hyphen. */
  get comparedCode(): Locator {
    return this.asks("Сравните код").locator("[data-code]");
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

  /** Checks the device in the list: the phone's message disappears after some seconds. */
  async expectLinked(): Promise<void> {
    await expect(this.page.getByRole("button", { name: /^Отвязать / })).toBeVisible();
  }
}
