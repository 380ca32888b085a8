import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import { linkOf } from "../assets/onboarding/token.js";
import { CLAIMS, tokenOf } from "./service.js";

const hashOf = (token) => `#token=${token}`;
const claiming = (changes) => linkOf(hashOf(tokenOf({ ...CLAIMS, ...changes })));

test("a token says whose link it is", () => {
  const token = tokenOf(CLAIMS);
  assert.deepEqual(linkOf(hashOf(token)), { token, company: "997441" });
  assert.equal(linkOf(`#by=x&token=${token}&z`)?.company, "997441");
});

test("a token is read whatever its bytes are, in the alphabet of addresses", () => {
  const token = tokenOf({ ...CLAIMS, note: "салон ???>>>~~~" });
  assert.match(token.split(".")[1], /[-_]/);
  assert.equal(linkOf(hashOf(token))?.company, "997441");
});

test("a token that is over is a token: the service decides whether it counts", () => {
  assert.equal(claiming({ exp: 1 })?.company, "997441");
});

test("without a token there is no link", () => {
  for (const hash of ["", "#", "#token", "#token=", "#TOKEN=a.b.c", `#${tokenOf(CLAIMS)}`]) assert.equal(linkOf(hash), null, hash);
});

test("what is no token is no link", () => {
  const [header, payload, signature] = tokenOf(CLAIMS).split(".");
  const encoded = (text) => Buffer.from(text).toString("base64url");
  const garbage = [
    "a", "a.b", "a.b.c", "a.b.c.d", "..", `${header}.${payload}`, `${header}.${payload}.`, `.${payload}.${signature}`,
    `${header}.${payload.slice(0, -7)}.${signature}`, `${header}.${payload}.${signature}.`, `${header}. ${payload}.${signature}`,
    `${header}.${payload}=.${signature}`, `${header}.${payload}.${"s".repeat(1024)}`, "%", "%00.%00.%00",
    ...["", "null", "5", '"997441"', "[]", "{}", "{", "салон"].map((text) => `${header}.${encoded(text)}.${signature}`),
    `${header}.${Buffer.from(JSON.stringify({ ...CLAIMS, note: "\u00ff" }), "latin1").toString("base64url")}.${signature}`,
  ];
  for (const token of garbage) assert.equal(linkOf(hashOf(token)), null, token);
});

test("claims that are missing or of another kind make no link", () => {
  const wrong = [
    ...["", "a b", "../etc", "салон", "x".repeat(65), 997441, null, ["997441"], undefined].map((sub) => ({ sub })),
    ...["", "linekeeper", ["linekeeper-onboarding"], undefined].map((aud) => ({ aud })),
    ...["1900000000", 1.5, null, 1e300, undefined].map((exp) => ({ exp })),
    ...["", 7, undefined].map((jti) => ({ jti })),
  ];
  for (const changes of wrong) assert.equal(claiming(changes), null, JSON.stringify(changes));
});

const folder = new URL("../assets/", import.meta.url);
const sources = readdirSync(folder, { recursive: true })
  .filter((name) => /^(onboarding|shared)\/.*\.(js|html)$/.test(name))
  .map((name) => [name, readFileSync(new URL(name, folder), "utf8")]);

test("the page stores nothing but the number that was typed", () => {
  assert.ok(sources.length > 15);
  for (const [name, source] of sources) {
    assert.doesNotMatch(source, /localStorage|indexedDB|\.cookie\b|\bcaches\b|serviceWorker|window\.name|pushState/, name);
    if (name !== "onboarding/memory.js") assert.doesNotMatch(source, /sessionStorage/, name);
    else assert.doesNotMatch(source, /token|hash|location/i, name);
  }
});

test("the page writes nothing to the console and asks nobody but its own socket", () => {
  for (const [name, source] of sources) {
    assert.doesNotMatch(source, /\bconsole\b|\bfetch\(|XMLHttpRequest|sendBeacon|postMessage|BroadcastChannel/, name);
  }
});

test("only what reads the token and what sends it know of it", () => {
  const knowing = sources.filter(([, source]) => /\btoken\b/.test(source.replace(/\/\*[^]*?\*\/|\/\/.*|"[^"\n]*"/g, "")));
  assert.deepEqual(knowing.map(([name]) => name).sort(), ["onboarding/main.js", "onboarding/token.js"]);
});
