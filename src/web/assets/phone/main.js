// The virtual phone: shows what the simulator knows of a number and does with it what a person does with a phone.

import { languageOf, withQuery } from "../shared/address.js";
import { byId, fillTexts, onLanguage, setDisabled, setHidden, setText, showLanguage } from "../shared/dom.js";
import { displayedCode, plainCode } from "../shared/format.js";
import { phoneApi } from "./api.js";
import { say } from "./texts.js";
import { momentText, numberOf, phoneView, refusalText } from "./view.js";

const LOOK_EVERY_MS = 1500;
const SAID_MS = 6000;
const HEADINGS = { home: "home", devices: "devices", code: "linkDevice", scan: "linkDevice", write: "write" };
const PARENTS = { devices: "home", code: "devices", scan: "devices", write: "home" };

let language = languageOf(location.search, navigator.languages);
let number = numberOf(new URLSearchParams(location.search).get("number") ?? "");
let api = null;
let phone = null;
let screen = "home";
let busy = false;
let looking = 0;
/** Whether the last look failed. */
let unseen = false;
let forget = null;

/** What the phone says at its bottom; a refusal stays until the next thing happens. */
function told(text, refused = false) {
  clearTimeout(forget);
  const line = byId("said");
  setText(line, text);
  line.classList.toggle("refused", refused);
  if (!refused && text !== "") forget = setTimeout(() => setText(line, ""), SAID_MS);
}

function go(next) {
  screen = next;
  told("");
  show();
  const field = byId("phone").querySelector(`[data-screen="${next}"] :is(input, textarea)`);
  (field ?? byId("heading")).focus();
}

function show() {
  setHidden(byId("phone"), number === null);
  for (const section of document.querySelectorAll("[data-screen]")) setHidden(section, section.dataset.screen !== screen);
  setHidden(byId("back"), screen === "home");
  setText(byId("heading"), say(language, HEADINGS[screen]));
  const now = new Date();
  setText(byId("clock"), momentText(language, now.getTime() / 1000, now));
  for (const button of byId("phone").querySelectorAll("button:not(#back)")) setDisabled(button, busy);
  if (phone !== null) showPhone(phoneView(phone, { language, now }));
}

function showPhone(view) {
  setText(byId("owner-name"), view.name);
  setText(byId("owner-number"), view.number);
  setText(byId("device-count"), String(view.devices.length));
  setHidden(byId("devices-none"), view.devices.length > 0);
  setHidden(byId("texts-none"), view.texts.length > 0);
  fillList(byId("devices"), view.devices, deviceRow);
  fillList(byId("texts"), view.texts, textRow);
}

/** Builds a list anew only when it differs, so that a button keeps the focus while the page looks again. */
function fillList(list, rows, build) {
  const picture = JSON.stringify([language, rows]);
  if (list.dataset.picture === picture) return;
  list.dataset.picture = picture;
  list.replaceChildren(...rows.map(build));
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function deviceRow(device) {
  const row = document.createElement("li");
  const dot = element("span", device.online ? "dot online" : "dot", "");
  const words = element("div", "words", "");
  words.append(element("strong", "", device.name), element("span", "muted", device.details));
  const unlink = element("button", "quiet", say(language, "unlink"));
  unlink.type = "button";
  unlink.setAttribute("aria-label", say(language, "unlinkDevice", { name: device.name }));
  unlink.addEventListener("click", () => act("busy", () => api.unlink(device.id), "unlinked", () => byId("heading").focus()));
  row.append(dot, words, unlink);
  return row;
}

function textRow(text) {
  const row = document.createElement("li");
  const head = element("p", "muted", "");
  head.append(element("strong", "", text.from), element("span", "", text.time));
  row.append(head, element("p", "words", text.text));
  return row;
}

/** Does one thing with the phone, says how it went, and looks again. */
async function act(before, request, after, then = () => {}) {
  if (busy) return;
  busy = true;
  told(say(language, before));
  show();
  const answer = await request();
  busy = false;
  await look();
  if (answer.ok) then();
  told(answer.ok ? say(language, after) : refusalText(language, answer), !answer.ok);
}

/** Only the newest look counts: an answer about another number, or an older one, is dropped. */
async function look() {
  if (api === null) return;
  looking += 1;
  const mine = looking;
  const answer = await api.look();
  if (mine !== looking) return;
  if (answer.ok) phone = answer.value;
  if (answer.ok === unseen && !busy) told(answer.ok ? "" : refusalText(language, answer), !answer.ok);
  unseen = !answer.ok;
  show();
}

function take(next) {
  number = next;
  api = number === null ? null : phoneApi(number);
  phone = null;
  screen = "home";
  told("");
  show();
  void look();
}

function speak(chosen) {
  language = chosen;
  showLanguage(language);
  fillTexts((key) => say(language, key));
  document.title = `${say(language, "title")} · Linekeeper`;
}

function inAddress(changes) {
  history.replaceState(null, "", `${location.pathname}${withQuery(location.search, changes)}`);
}

/** Checks what was typed before `send`; an empty `problem` means it is right. */
function onSubmit(form, problem, send) {
  byId(form).addEventListener("submit", (event) => {
    event.preventDefault();
    const key = problem();
    if (key === null) send();
    else told(say(language, key), true);
  });
}

function listen() {
  byId("number-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const next = numberOf(byId("number-field").value);
    setText(byId("number-error"), next === null ? say(language, "numberInvalid") : "");
    if (next === null) return;
    inAddress({ number: next });
    take(next);
  });
  byId("back").addEventListener("click", () => go(PARENTS[screen] ?? "home"));
  for (const button of document.querySelectorAll("[data-go]")) button.addEventListener("click", () => go(button.dataset.go));

  const code = byId("code-field");
  code.addEventListener("change", () => (code.value = displayedCode(code.value)));
  const home = (field) => () => {
    field.value = "";
    go("devices");
  };
  onSubmit("code-form", () => (plainCode(code.value).length === 8 ? null : "codeInvalid"), () =>
    act("linking", () => api.enterCode(plainCode(code.value)), "linked", home(code)));
  const scan = byId("scan-field");
  onSubmit("scan-form", () => (scan.value.trim() === "" ? "scanInvalid" : null), () =>
    act("linking", () => api.scan(scan.value.trim()), "linked", home(scan)));
  const to = byId("to-field");
  const text = byId("text-field");
  const writeProblem = () => (numberOf(to.value) === null ? "numberInvalid" : text.value === "" ? "textInvalid" : null);
  onSubmit("write-form", writeProblem, () =>
    act("busy", () => api.send(numberOf(to.value), text.value), "sent", () => (text.value = "")));
}

speak(language);
onLanguage((chosen) => {
  inAddress({ lang: chosen });
  speak(chosen);
  show();
});
listen();
byId("number-field").value = number ?? "";
take(number);
setInterval(() => {
  if (document.visibilityState === "visible" && !busy) void look();
}, LOOK_EVERY_MS);
