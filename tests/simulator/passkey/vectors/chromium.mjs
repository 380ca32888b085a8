// Records chromium.json: passkeys and assertions of a real browser with its virtual authenticator.
//
// The pages of each origin are answered by the test driver, so nothing leaves the machine. Needs the packages of
// tests/browser (`npm ci` there) and Chromium:
//
//     node chromium.mjs > chromium.json

import { createRequire } from "node:module";
import { randomBytes } from "node:crypto";

const require = createRequire(new URL("../../../browser/package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

/** Made in the page: one passkey with these options, and one assertion. */
async function made([options, verification]) {
  const base64url = (buffer) => {
    const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
    return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const created = await navigator.credentials.create({
    publicKey: {
      challenge: new Uint8Array(32),
      rp: { id: options.rpId, name: "page" },
      user: { id: new Uint8Array(16), name: "user", displayName: "user" },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      authenticatorSelection: { residentKey: "required", userVerification: verification },
    },
  });
  // The COSE key ends the authenticator data, after 32 bytes of hash, flags, counter, AAGUID, and the id with its length.
  const data = new Uint8Array(created.response.getAuthenticatorData());
  const cose = data.slice(55 + (data[53] << 8) + data[54]);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const assertion = await navigator.credentials.get({ publicKey });
  return { spki: base64url(created.response.getPublicKey()), cose: base64url(cose), assertion: assertion.toJSON() };
}

/** Opens a page of `origin` beside a virtual authenticator, and records what it makes there. */
async function recorded({ name, origin, rpId, verified }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: "<title>page</title>" }));
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(origin);
  const options = {
    challenge: randomBytes(32).toString("base64url"),
    timeout: 600_000,
    rpId,
    allowCredentials: [],
    userVerification: verified ? "required" : "discouraged",
  };
  const values = await page.evaluate(made, [options, options.userVerification]);
  await context.close();
  return { name, origin, options, ...values };
}

const cases = [
  { name: "right", origin: "https://web.whatsapp.com", rpId: "whatsapp.com", verified: true },
  { name: "right", origin: "https://web.whatsapp.com", rpId: "web.whatsapp.com", verified: true },
  { name: "unverified", origin: "https://web.whatsapp.com", rpId: "whatsapp.com", verified: false },
  { name: "another site", origin: "https://whatsapp.com.example", rpId: "whatsapp.com.example", verified: true },
];
const vectors = [];
for (const one of cases) vectors.push(await recorded(one));
console.log(JSON.stringify({ browser: browser.version(), vectors }, null, 2));
await browser.close();
