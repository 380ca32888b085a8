// Page about embedding: the real element, with the attributes of a form, and the code for them.

import qrSvg from "virtual:qr";

import type { LinekeeperOnboarding } from "@linekeeper/onboarding/src/element.ts";
import { CHANNEL, QrOnScreen, virtualPhone } from "@linekeeper/onboarding/src/hosted/sandbox.ts";
import { linkOf, type Link } from "@linekeeper/onboarding/src/hosted/token.ts";
import { languageOf } from "@linekeeper/onboarding/src/languages/known.ts";

import { PLAIN, attributesOf, snippetsOf, type Settings, type Snippets } from "../snippet.ts";
import { askForCode } from "./demo/ask.ts";
import { demoElement, loadElement, type DemoElement } from "./demo/element.ts";
import { failureFrom, sceneOf, wayOf } from "./demo/scenes.ts";
import type { Scene, Start } from "./demo/service.ts";

const EVENTS = ["linekeeper-state", "linekeeper-connected", "linekeeper-error", "linekeeper-done", "linekeeper-exit"];
const SHOWN_EVENTS = 50;

const form = byId("preview-form") as HTMLFormElement;
const stage = byId("preview-stage");
const log = byId("preview-events");
const phone = byId("preview-phone");
const answer = byId("preview-answer") as HTMLButtonElement;
/** In a sandbox the virtual phone's camera sees the QR of this page. */
const sandbox = document.body.hasAttribute("data-sandbox") ? new QrOnScreen(new BroadcastChannel(CHANNEL)) : null;

let shown: LinekeeperOnboarding | DemoElement | null = null;

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

function field(name: string): string {
  return String(new FormData(form).get(name) ?? "").trim();
}

/** Reads the link that was pasted, or with which the page was opened. */
function link(): Link | null {
  const pasted = field("link");
  return linkOf(pasted.includes("#") ? pasted.slice(pasted.indexOf("#")) : `#token=${pasted}`);
}

function settings(): Settings {
  const accent = field("own-accent") === "" ? "" : field("accent");
  return {
    ...{ lang: field("lang"), by: field("by"), theme: field("theme"), region: field("region"), accent },
    ...{ company: link()?.company ?? PLAIN.company, headingLevel: field("heading-level") },
    ...{ companyName: field("company-name"), supportUrl: field("support-url"), returnUrl: field("return-url") },
  };
}

function scene(): Scene {
  const option = (form.elements.namedItem("scene") as HTMLSelectElement).selectedOptions[0];
  if (option?.dataset["code"] === undefined) return { start: (option?.value ?? "idle") as Start };
  return sceneOf(failureFrom(option.dataset));
}

/** Begins anew: another link, or another scene of the demonstration. */
async function begin(): Promise<void> {
  await loadElement();
  const found = link();
  const element = found === null ? demoElement(scene(), qrSvg) : document.createElement("linekeeper-onboarding");
  if (found !== null) Object.assign(element, found);
  shown = element as LinekeeperOnboarding | DemoElement;
  byId("preview-link-problem").textContent =
    found === null && field("link") !== "" ? "This is not the address of an onboarding link, nor its token" : "";
  for (const name of EVENTS) element.addEventListener(name, told);
  apply();
  log.replaceChildren();
  stage.replaceChildren(element);
  const failing = found === null ? scene().failure : undefined;
  if (failing !== undefined && wayOf(failing.failure.code) === "asked") await askForCode(element as DemoElement);
}

/** Sets the attributes of the form, at which the element does not begin anew. */
function apply(): void {
  const chosen = settings();
  const { accent, by } = chosen;
  if (shown !== null) {
    for (const [name, value] of Object.entries(attributesOf(chosen))) {
      if (value === "") shown.removeAttribute(name);
      else if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
    }
    if (accent === "") shown.style.removeProperty("--linekeeper-accent");
    else shown.style.setProperty("--linekeeper-accent", accent);
    if (by === "code" || by === "qr") shown.choose(by);
  }
  const snippets = snippetsOf(chosen, location.origin);
  for (const name of ["html", "react", "vue"] as const satisfies readonly (keyof Snippets)[]) {
    byId(`snippet-${name}`).querySelector("code")!.textContent = snippets[name];
  }
}

function told({ type, detail }: Event & { detail?: unknown }): void {
  const line = document.createElement("li");
  line.textContent = `${type} ${JSON.stringify(detail ?? null)}`;
  log.append(line);
  if (log.childElementCount > SHOWN_EVENTS) log.firstElementChild?.remove();
  log.parentElement!.scrollTop = log.parentElement!.scrollHeight;
  follow();
}

/** Leads the phone to what is on the screen. */
function follow(): void {
  const { step, picture, company } = shown!;
  const isPlayed = shown !== null && "played" in shown;
  answer.disabled = !isPlayed || (step !== "code" && step !== "qr");
  const qr = step === "qr" && !isPlayed ? picture?.liveQr : null;
  sandbox?.show(qr && company !== null ? { company, text: qr.qr, expiresAt: qr.expiresAt } : null);
  const number = picture?.liveCode?.phoneNumber ?? shown!.askedNumber;
  phone.setAttribute("href", virtualPhone(number, languageOf(...navigator.languages)));
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", ({ target }) => {
  const { name } = target as HTMLInputElement;
  if (name === "scene" || name === "link") void begin();
  else apply();
});
answer.addEventListener("click", () => {
  if (shown !== null && "played" in shown) shown.played.phoneAnswers();
});
window.addEventListener("pagehide", () => sandbox?.show(null));
const opened = linkOf(location.hash);
if (opened !== null) (form.elements.namedItem("link") as HTMLInputElement).value = opened.token;
void begin();
