// @vitest-environment happy-dom

import { expect, test } from "vitest";

import { brandOf, type Brand } from "../../src/brand.ts";
import { supportAddress } from "../../src/more/support.ts";
import { NO_BRAND, Salon, picture } from "../salon.ts";

const ABOUT = { code: "BANNED", reference: "K7M2QX9B" };

function address(support: { url?: string; email?: string }, about: typeof ABOUT | null = ABOUT, name = ""): string {
  const said = { companyName: name || null, supportUrl: support.url ?? null, supportEmail: support.email ?? null };
  const brand: Brand = brandOf({ ...said, returnUrl: null }, null, null);
  return supportAddress(brand.support!, new Salon().sees(picture()).showsIn({ brand }), about);
}

test("a page of support gets the reference, the company and the code", () => {
  expect(address({ url: "https://help.example/wa?from=page" })).toBe(
    "https://help.example/wa?from=page&reference=K7M2QX9B&company=997441&code=BANNED",
  );
  expect(address({ url: "https://help.example/" }, null)).toBe("https://help.example/?company=997441");
});

test("a page of support may say where they belong", () => {
  expect(address({ url: "https://wa.me/79001234567?text=WhatsApp {company}: {reference}" })).toBe(
    "https://wa.me/79001234567?text=WhatsApp%20997441:%20K7M2QX9B",
  );
  expect(address({ url: "https://help.example/{code}/{other}" })).toBe("https://help.example/BANNED/%7Bother%7D");
  expect(address({ url: "https://help.example/?r={reference}" }, null)).toBe("https://help.example/?r=");
});

test("an e-mail has a subject and the facts", () => {
  const mail = new URL(address({ email: "help@market.example" }, ABOUT, "Салон & «Анна»"));
  expect([mail.protocol, mail.pathname]).toEqual(["mailto:", "help@market.example"]);
  expect(mail.search).not.toContain("+");
  expect(Object.fromEntries(mail.searchParams)).toEqual({
    subject: "WhatsApp of Салон & «Анна», 997441",
    body: "Salon: Салон & «Анна», 997441\r\nSupport reference: K7M2QX9B\r\nError: BANNED\r\n\r\n",
  });
});

test("no support is known without a word of it", () => {
  expect(NO_BRAND.support).toBeNull();
});
