// What the view takes from around: the brand, the salon's name, the way out, and what the page around is told.

import { expect, test } from "vitest";

import { NO_BRAND, Salon, connected, parked, picture, withCode } from "./salon.ts";

const brand = { ...NO_BRAND, name: "Market", returnUrl: "https://market.example/" };

test("a company is called by its name, else by its id", () => {
  const salon = new Salon().sees(picture());
  expect(salon.shows().companyLine).toBe("Salon 997441");
  expect(salon.showsIn({ brand: { ...NO_BRAND, company: "Anna" } }).companyLine).toBe("Anna");
});

test("while a name may come, no id stands in its place", () => {
  expect(new Salon().showsIn({ awaitsName: true }).companyLine).toBe("");
  expect(new Salon().sees(picture()).showsIn({ awaitsName: true }).companyLine).toBe("Salon 997441");
  expect(new Salon({ company: null }).showsIn({}).companyLine).toBeNull();
});

test("the way back is on the screens at the end", () => {
  const out = (salon: Salon): unknown => salon.showsIn({ brand }).exit;
  const way = { url: "https://market.example/", label: "Back to Market" };
  expect(out(new Salon().sees(connected()))).toEqual({ ...way, primary: true });
  expect(out(new Salon().sees(parked("BANNED", "contact_support")))).toEqual({ ...way, primary: false });
  expect(out(Salon.outside({ company: null }))).toEqual({ ...way, primary: false });
  for (const seen of [picture(), withCode()]) expect(out(new Salon().sees(seen))).toBeNull();
});

test("a page that takes people over needs no address", () => {
  const salon = new Salon().sees(connected());
  expect(salon.shows().exit).toBeNull();
  expect(salon.showsIn({ isLeft: true }).exit).toEqual({ url: null, label: "Return", primary: true });
});

test("every dead end has a code for the page around", () => {
  const code = (salon: Salon): string | undefined => salon.shows().problem?.code;
  expect(code(Salon.outside({ company: null }))).toBe("NO_LINK");
  expect(code(new Salon().happens({ type: "turned-away", refusal: "missing" }))).toBe("NO_LINK");
  expect(code(new Salon().happens({ type: "turned-away", refusal: "expired" }))).toBe("LINK_EXPIRED");
  expect(code(new Salon().happens({ type: "turned-away", refusal: "over" }))).toBe("LINK_OVER");
  expect(code(Salon.outside().loses().happens({ type: "shut-out" }))).toBe("ORIGIN_REFUSED");
  expect(code(new Salon().sees(parked("BANNED", "contact_support")))).toBe("BANNED");
  expect(code(new Salon().sees(picture()))).toBeUndefined();
});
