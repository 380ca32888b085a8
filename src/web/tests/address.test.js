import assert from "node:assert/strict";
import test from "node:test";

import { isCompany, languageOf, socketAddress, withParameters, withQuery } from "../assets/shared/address.js";

test("company ids follow the service's rule", () => {
  for (const id of ["997441", "a", "Salon_7-b", "x".repeat(64)]) assert.ok(isCompany(id), id);
  for (const id of ["", " ", "a b", "../etc", "салон", "a\n", "x".repeat(65), "a/b"]) assert.ok(!isCompany(id), id);
});

test("the language of the address wins over the browser's", () => {
  assert.equal(languageOf("?lang=en", ["ru-RU"]), "en");
  assert.equal(languageOf("?lang=ru", ["en"]), "ru");
});

test("without one the browser's first known language is taken, else Russian", () => {
  assert.equal(languageOf("", ["de-DE", "en-US", "ru"]), "en");
  assert.equal(languageOf("?lang=xx", ["RU"]), "ru");
  assert.equal(languageOf("", ["de"]), "ru");
});

test("a changed parameter leaves the others alone", () => {
  assert.equal(withQuery("?by=qr&lang=ru", { lang: "en" }), "?by=qr&lang=en");
  assert.equal(withQuery("?by=qr", { by: null }), "");
});

test("an address that changes keeps its fragment, and nothing of it gets into the query", () => {
  const location = { pathname: "/connect", search: "?lang=ru", hash: "#token=a.b.c" };
  assert.equal(withParameters(location, { lang: "en" }), "/connect?lang=en#token=a.b.c");
  assert.equal(withParameters({ ...location, hash: "" }, { lang: null }), "/connect");
});

test("the socket follows the page's scheme and host", () => {
  const path = "/api/whatsapp/sessions/997441/ws";
  assert.equal(socketAddress({ protocol: "http:", host: "127.0.0.1:8080" }, "997441"), `ws://127.0.0.1:8080${path}`);
  assert.equal(socketAddress({ protocol: "https:", host: "wa.example" }, "997441"), `wss://wa.example${path}`);
});
