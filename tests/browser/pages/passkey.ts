// Page object of the screens on which a passkey is asked for, in the onboarding element.
import { type Locator, expect } from "@playwright/test";

import type { Onboarding } from "./onboarding.ts";

export class PasskeyScreens {
  readonly onboarding: Onboarding;

  constructor(onboarding: Onboarding) {
    this.onboarding = onboarding;
  }

  /** Button that asks the extension. */
  get ask(): Locator {
    return this.onboarding.button("Подтвердить ключом доступа");
  }

  /** The same button after a request that failed. */
  get askAgain(): Locator {
    return this.onboarding.button("Попробовать ещё раз");
  }

  get same(): Locator {
    return this.onboarding.button("Коды совпадают");
  }

  get differ(): Locator {
    return this.onboarding.button("Коды разные");
  }

  /** Button that shows a QR of the page. */
  get showQr(): Locator {
    return this.onboarding.button("Показать QR страницы");
  }

  get qr(): Locator {
    return this.onboarding.element.getByRole("img", { name: "QR с адресом этой страницы" });
  }

  /** Reason why the extension's request failed, or that there is another one. */
  failure(code: string): Locator {
    return this.onboarding.element.locator(`[data-passkey-failure="${code}"]`);
  }

  async expectChallenge(): Promise<void> {
    await this.onboarding.expectStep("passkey");
    await expect(
      this.onboarding.element.getByRole("heading", { name: "WhatsApp просит подтвердить вход ключом доступа" }),
    ).toBeVisible();
    await expect(this.onboarding.element.getByRole("timer")).toHaveText(/Осталось \d+:\d\d/);
  }

  /** The shown code, with its hyphen. */
  async code(): Promise<string> {
    await this.onboarding.expectStep("passkey-code");
    return await this.onboarding.element.locator("[data-code-text]").innerText();
  }
}
