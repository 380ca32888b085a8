// Hosted page: reads the link it was opened with and the chosen language, and keeps both in the URL. The token is
// passed to the element and nowhere else.

import { withParameters } from "@linekeeper/ui/address.ts";
import { copy } from "@linekeeper/ui/clipboard.ts";

import type { LinekeeperOnboarding } from "../element.ts";
import { LANGUAGES, NAMES, knownLanguage, languageOf, type Language } from "../languages/known.ts";
import { nameIn, showIcon, writtenBranding } from "./brand.ts";
import { CHANNEL, QrOnScreen, virtualPhone } from "./sandbox.ts";
import { say } from "./texts.ts";
import { linkOf } from "./token.ts";

const COPIED_MS = 2000;

const element = document.querySelector<LinekeeperOnboarding>("linekeeper-onboarding")!;
const languages = byId("languages") as HTMLSelectElement;
const sandbox = document.body.hasAttribute("data-sandbox") ? new QrOnScreen(new BroadcastChannel(CHANNEL)) : null;
const branding = writtenBranding(document.body);
const name = nameIn(branding);
let language = languageOf(new URLSearchParams(location.search).get("lang"), ...navigator.languages);

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** Starts with the link in the URL. */
function begin(): void {
  const link = linkOf(location.hash);
  element.by = new URLSearchParams(location.search).get("by");
  element.token = link?.token ?? null;
  element.company = link?.company ?? null;
  element.pageAddress = link?.shortPath ?? null;
  delete element.dataset["awaitsLink"];
  // Without a link nothing has changed that it would follow. It is not there where its script has not come.
  (element as Partial<LinekeeperOnboarding>).requestUpdate?.();
}

function speak(chosen: Language): void {
  language = chosen;
  element.lang = chosen;
  document.documentElement.lang = chosen;
  document.title = `${say(chosen, "title")} · ${name}`;
  byId("trust").textContent = say(chosen, "trust", { name });
  languages.setAttribute("aria-label", say(chosen, "language"));
  languages.value = chosen;
  byId("sandbox-name").textContent = say(chosen, "sandbox");
  byId("sandbox-phone").textContent = say(chosen, "phone");
  byId("sandbox-qr").textContent = say(chosen, "copyQr");
  showSandbox();
}

/** Returns the choice of a language by its own name. */
function optionOf(each: Language): HTMLOptionElement {
  return Object.assign(document.createElement("option"), { value: each, lang: each, textContent: NAMES[each] });
}

function inAddress(changes: Record<string, string | null>): void {
  history.replaceState(null, "", withParameters(location, changes));
}

function showSandbox(): void {
  if (sandbox === null) return;
  const { company, picture, step } = element;
  const qr = step === "qr" ? picture?.liveQr : null;
  sandbox.show(qr && company !== null ? { company, text: qr.qr, expiresAt: qr.expiresAt } : null);
  byId("sandbox-qr").hidden = sandbox.shown === null;
  const number = picture?.liveCode?.phoneNumber ?? element.askedNumber;
  byId("sandbox-phone").setAttribute("href", virtualPhone(number, language));
}

languages.addEventListener("change", () => {
  const chosen = knownLanguage(languages.value);
  if (chosen === null) return;
  inAddress({ lang: chosen });
  speak(chosen);
});
element.addEventListener("linekeeper-state", ({ detail: { by, chosen } }) => {
  if (chosen) inAddress({ by });
  showSandbox();
});
byId("sandbox-qr").addEventListener("click", async ({ currentTarget }) => {
  const button = currentTarget as HTMLElement;
  button.textContent = say(language, (await copy(sandbox?.shown?.text ?? "")) ? "copied" : "copyFailed");
  window.setTimeout(() => (button.textContent = say(language, "copyQr")), COPIED_MS);
});
// Another link was opened in this tab.
window.addEventListener("hashchange", begin);
window.addEventListener("pagehide", () => sandbox?.show(null));
window.addEventListener("pageshow", showSandbox);
languages.append(...LANGUAGES.map(optionOf));
languages.hidden = false;
byId("sandbox").hidden = sandbox === null;
// The element need not ask for what this page finds out.
element.branding = branding;
showIcon(branding);
speak(language);
begin();
