// @vitest-environment happy-dom

import { expect, test } from "vitest";

import { brandOf, webAddress, type Said } from "../src/brand.ts";
import { claimsOf } from "../src/token.ts";

const UNSAID: Said = { companyName: null, supportUrl: null, supportEmail: null, returnUrl: null };
const BRANDING = {
  ...{ name: "Market", accent: "#7a2e8e", supportUrl: "https://help.example/" },
  ...{ supportEmail: "help@market.example", returnUrl: "https://market.example/" },
};
const CLAIMS = {
  ...claimsOf(null),
  ...{ name: "Anna", supportEmail: "anna@market.example", returnUrl: "https://market.example/anna" },
};

test("without a word of anybody there is no brand", () => {
  const nothing = { name: null, accent: null, company: null, support: null, returnUrl: null };
  expect(brandOf(UNSAID, null, null)).toEqual(nothing);
  expect(brandOf(UNSAID, claimsOf("a.b.c"), {})).toEqual(nothing);
});

test("the page's attributes win over the link, and the link over the service's branding", () => {
  expect(brandOf(UNSAID, null, BRANDING)).toEqual({
    ...{ name: "Market", accent: "#7a2e8e", company: null, returnUrl: "https://market.example/" },
    support: { url: "https://help.example/", email: "help@market.example" },
  });
  expect(brandOf(UNSAID, CLAIMS, BRANDING)).toMatchObject({
    ...{ name: "Market", company: "Anna", returnUrl: "https://market.example/anna" },
    support: { url: null, email: "anna@market.example" },
  });
  const said = { ...UNSAID, companyName: "Anna’s", supportUrl: "/help", returnUrl: "https://anna.example/" };
  expect(brandOf(said, CLAIMS, BRANDING)).toMatchObject({
    ...{ company: "Anna’s", returnUrl: "https://anna.example/" },
    support: { url: `${location.origin}/help`, email: null },
  });
});

test("what is no address of the web or no e-mail address is left out", () => {
  for (const url of ["javascript:alert(1)", "data:text/html,x", "mailto:a@b", "", "https://"]) {
    expect(webAddress(url), url).toBeNull();
    expect(brandOf({ ...UNSAID, returnUrl: url, supportUrl: url }, null, null)).toMatchObject({
      ...{ returnUrl: null, support: null },
    });
  }
  for (const supportEmail of ["", "a", "a@", "a b@c", "a@b?bcc=c@d", "a@b&c"])
    expect(brandOf({ ...UNSAID, supportEmail }, null, null).support, supportEmail).toBeNull();
});

test("a colour is only what is one", () => {
  for (const accent of ["red", "#fff", "#12345g", "#123456;}", " "])
    expect(brandOf(UNSAID, null, { accent }).accent, accent).toBeNull();
});

test("claims of another type than text do not count", () => {
  const token = (claims: object): string => `a.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c`;
  expect(claimsOf(token({ name: 7, return_url: null, support_url: ["x"], support_email: " ", exp: "1" }))).toEqual(
    claimsOf(null),
  );
  expect(claimsOf(token({ name: " Салон «Анна» ", exp: 1_900_000_000 }))).toMatchObject({
    ...{ name: "Салон «Анна»", expiresAt: 1_900_000_000_000 },
  });
});
