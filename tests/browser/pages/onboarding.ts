// Page object of the onboarding element, on the hosted page or embedded in another.
import { type Locator, type Page, expect } from "@playwright/test";

import { type Language, words } from "./words.ts";

export type Step =
  | "locked"
  | "loading"
  | "number"
  | "preparing"
  | "code"
  | "qr-offer"
  | "qr-preparing"
  | "qr"
  | "answered"
  | "passkey"
  | "passkey-checking"
  | "passkey-code"
  | "connecting"
  | "reconnecting"
  | "connected"
  | "resetting"
  | "parked";

type Remembering = typeof globalThis & { linekeeperSteps?: string[] };

/** Records the steps; runs in the page before any other script. */
function remember(): void {
  const steps: string[] = ((globalThis as Remembering).linekeeperSteps = []);
  document.addEventListener("linekeeper-state", (event) => steps.push((event as CustomEvent).detail.step));
}

export class Onboarding {
  readonly page: Page;
  readonly element: Locator;
  readonly language: Language;

  constructor(page: Page, language: Language = "ru") {
    this.page = page;
    this.language = language;
    this.element = page.locator("linekeeper-onboarding");
  }

  get words(): (typeof words)[Language] {
    return words[this.language];
  }

  /** The same page, read in another language. */
  in(language: Language): Onboarding {
    return new Onboarding(this.page, language);
  }

  async open(link: string): Promise<void> {
    await this.page.addInitScript(remember);
    await this.page.goto(link);
  }

  /** Opens the page at the form for the number: a computer would request a QR at once. */
  openByCode(link: string): Promise<void> {
    return this.open(link.replace("/connect#", "/connect?by=code#"));
  }

  /** Steps since the page was opened, including those already over. */
  steps(): Promise<string[]> {
    return this.page.evaluate(() => (globalThis as Remembering).linekeeperSteps ?? []);
  }

  async expectStep(step: Step): Promise<void> {
    await expect(this.element).toHaveAttribute("data-step", step);
  }

  button(name: string): Locator {
    return this.element.getByRole("button", { name, exact: true });
  }

  get number(): Locator {
    return this.element.getByLabel(this.words.number);
  }

  /** Box with the error. */
  get alert(): Locator {
    return this.element.locator(".alert");
  }

  /** Question shown when the phone has answered and nothing more has happened. */
  get doubt(): Locator {
    return this.element.locator("[data-doubt]").filter({ hasText: this.words.doubt });
  }

  /** Confirmation before a linked phone is replaced. */
  get change(): Locator {
    return this.element.getByRole("dialog", { name: this.words.changeTitle });
  }

  /** Panel above the screens while the number is being changed. */
  get changing(): Locator {
    return this.element.locator("[data-changing]");
  }

  /** Note that names the number of a code requested elsewhere. */
  get stranger(): Locator {
    return this.element.locator("[data-stranger]");
  }

  async expectFailure(code: string): Promise<void> {
    await expect(this.element).toHaveAttribute("data-code", code);
  }

  async chooseCode(): Promise<void> {
    await this.element.getByRole("tab", { name: this.words.byCode }).click();
  }

  async chooseQr(): Promise<void> {
    await this.element.getByRole("tab", { name: this.words.byQr }).click();
  }

  /** Opens the question whether to reset, from the menu. */
  async askReset(): Promise<void> {
    const reset = this.button(this.words.reset);
    if (!(await reset.isVisible())) await this.element.getByText(this.words.menu, { exact: true }).click();
    await reset.click();
  }

  /** Requests a code and waits for it. */
  async getCode(number: string): Promise<string> {
    await this.askForCode(number);
    return await this.code();
  }

  async askForCode(number: string): Promise<void> {
    await this.chooseCode();
    await this.number.fill(number);
    await this.button(this.words.getCode).click();
  }

  /** Begins a change of the number on the connected page and waits for the code. */
  async changeNumber(number: string): Promise<string> {
    await this.button(this.words.changeNumber).click();
    await this.expectStep("number");
    await this.number.fill(number);
    await this.button(this.words.getCode).click();
    return await this.code();
  }

  /** The shown code, without its hyphen. */
  async code(): Promise<string> {
    await this.expectStep("code");
    return await this.shownCode();
  }

  async shownCode(): Promise<string> {
    const shown = await this.element.locator("[data-code-text]").innerText();
    return shown.replace(/[^1-9A-Z]/g, "");
  }

  /** Requests a QR and waits for it. */
  async showQr(): Promise<string> {
    await this.chooseQr();
    const offer = this.button(this.words.showQr);
    await expect(offer.or(this.element.getByRole("timer"))).toBeVisible();
    if (await offer.isVisible()) await offer.click();
    return await this.qr();
  }

  /** Text of the shown QR. */
  async qr(): Promise<string> {
    await this.expectStep("qr");
    type Element = HTMLElement & { picture: { liveQr?: { qr: string } } | null };
    return await this.element.evaluate((element: Element) => element.picture?.liveQr?.qr ?? "");
  }

  async choose(language: Language): Promise<Onboarding> {
    await this.page.locator("#languages").selectOption({ label: words[language].language });
    return this.in(language);
  }

  async expectConnected(displayed: string): Promise<void> {
    await this.expectStep("connected");
    await expect(this.element.getByRole("heading", { name: this.words.connected(displayed) })).toBeVisible();
  }
}
