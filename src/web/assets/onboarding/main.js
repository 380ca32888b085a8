// The onboarding page: reads whose link it was opened with, keeps the line open, turns what people do into frames.

import { languageOf, socketAddress, withParameters } from "../shared/address.js";
import { copy } from "../shared/clipboard.js";
import { byId, fillTexts, onLanguage, setText, showLanguage } from "../shared/dom.js";
import { couldBePhone } from "../shared/format.js";
import { Connection } from "./connection.js";
import { meaningOf, parseFrame } from "./frames.js";
import { rememberNumber, rememberedNumber } from "./memory.js";
import { initialModel, reduce } from "./model.js";
import { render } from "./render.js";
import { say } from "./texts.js";
import { linkOf } from "./token.js";
import { viewOf } from "./view.js";

const TICK_MS = 250;
const COPIED_MS = 2000;

let language = languageOf(location.search, navigator.languages);
let model = initialModel();
let view = null;
/** @type {Connection | null} */
let connection = null;

/** Starts anew with the link in the address. The token stays there and here: it goes to the service, and nowhere else. */
function begin() {
  connection?.stop();
  const link = linkOf(location.hash);
  const company = link?.company ?? null;
  const tab = new URLSearchParams(location.search).get("by") === "qr" ? "qr" : "code";
  model = initialModel({ company, tab, asked: company === null ? null : rememberedNumber(company) });
  connection = link === null ? null : lineOf(link);
  byId("number-field").value = model.typed;
  byId("reset-dialog").close();
  speak(language);
  show();
  connection?.start();
}

/** @param {import("./token.js").Link} link */
function lineOf({ company, token }) {
  return new Connection(socketAddress(location, company), {
    connecting: () => happened({ type: "connecting" }),
    greeting: () => ({ type: "authenticate", token, requestId: requestId() }),
    closed: (retryAt) => happened({ type: "closed", retryAt }),
    turnedAway: (end) => happened({ type: "turned-away", ...end }),
    received: (text) => {
      const frame = parseFrame(text);
      if (frame !== null) happened({ type: "frame", frame });
      return meaningOf(frame);
    },
  });
}

function happened(event) {
  model = reduce(model, { ...event, at: Date.now() });
  show();
}

function show() {
  view = viewOf(model, { now: Date.now(), language });
  render(view);
}

function speak(chosen) {
  language = chosen;
  showLanguage(language);
  fillTexts((key) => say(language, key));
  setText(byId("company"), model.company === null ? "" : say(language, "company", { company: model.company }));
  document.title = `${say(language, "title")} · Linekeeper`;
}

function inAddress(changes) {
  history.replaceState(null, "", withParameters(location, changes));
}

/** Sends a request; `what` is how the page remembers that it waits for the answer. */
function ask(what, frame, more = {}) {
  if (what === "cancel" ? !view.canCancel : !view.canAsk) return;
  const id = requestId();
  if (connection.send({ ...frame, requestId: id })) happened({ type: "asked", what, id, ...more });
}

function requestId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function askCode(phone) {
  rememberNumber(model.company, phone);
  ask("code", { type: "request-pairing-code", phoneNumber: phone }, { phone });
}

function choose(tab) {
  happened({ type: "tab", tab });
  inAddress({ by: tab === "qr" ? "qr" : null });
}

function askQr() {
  choose("qr");
  ask("qr", { type: "request-qr" });
}

const actions = {
  qr: askQr,
  again: () => happened({ type: "again" }),
  // For a linked session asking without a number means: try to connect now.
  resume: () => ask("resume", { type: "request-qr" }),
  cancel: () => ask("cancel", { type: "cancel-pairing" }),
  reset: () => byId("reset-dialog").showModal(),
};

function chooseByHand(tab) {
  const parked = model.status?.failure != null;
  const wanted = tab === "qr" && view.tab !== "qr" && !parked && model.qr === null;
  if (wanted) askQr();
  else choose(tab);
}

function listenToTabs() {
  const tabs = [...document.querySelectorAll("[data-tab]")];
  for (const tab of tabs) {
    tab.addEventListener("click", () => chooseByHand(tab.dataset.tab));
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
      event.preventDefault();
      const step = { ArrowLeft: tabs.length - 1, ArrowRight: 1 }[event.key];
      const index = step === undefined ? { Home: 0, End: tabs.length - 1 }[event.key] : (tabs.indexOf(tab) + step) % tabs.length;
      tabs[index].focus();
    });
  }
}

function listenToForms() {
  const number = byId("number-field");
  number.addEventListener("input", () => happened({ type: "typed", text: number.value }));
  byId("number-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (couldBePhone(number.value)) {
      if (!view.submit.held) askCode(number.value.trim());
    } else {
      happened({ type: "mistyped" });
      number.focus();
    }
  });
}

function listenToButtons() {
  byId("alert-action").addEventListener("click", (event) => actions[event.currentTarget.dataset.action]());
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", actions[button.dataset.do]);
  byId("qr-show").addEventListener("click", askQr);
  byId("attempt-now").addEventListener("click", actions.resume);
  byId("reset").addEventListener("click", actions.reset);
  byId("code-again").addEventListener("click", () => askCode(model.code.phone ?? model.asked));
  copies("code-copy", "copy", () => view.code.code);
  copies("qr-copy", "sandboxQr", () => view.qr.content);
  copies("alert-reference-copy", "copy", () => view.alert.reference);
  const dialog = byId("reset-dialog");
  dialog.addEventListener("close", () => {
    const confirmed = dialog.returnValue === "reset";
    dialog.returnValue = "";
    if (confirmed) ask("reset", { type: "reset-whatsapp-credentials" });
  });
}

/** A button that copies, and says for a moment whether it did. */
function copies(id, label, content) {
  const button = byId(id);
  button.addEventListener("click", async () => {
    const answer = say(language, (await copy(content())) ? "copied" : "copyFailed");
    setText(button, answer);
    setText(byId("announcement"), answer);
    setTimeout(() => setText(button, say(language, label)), COPIED_MS);
  });
}

function wakeUp() {
  if (document.visibilityState === "hidden" || connection === null) return;
  connection.check();
  connection.start();
  show();
}

onLanguage((chosen) => {
  inAddress({ lang: chosen });
  speak(chosen);
  show();
});
listenToTabs();
listenToForms();
listenToButtons();
document.addEventListener("visibilitychange", wakeUp);
window.addEventListener("online", wakeUp);
// Another link was opened in this tab.
window.addEventListener("hashchange", begin);
document.querySelector("main").hidden = false;
begin();
setInterval(() => {
  connection?.check();
  happened({ type: "tick" });
}, TICK_MS);
