// Writes a view to the page. It decides nothing but where the focus goes when what had it disappears.

import { byId, setAttribute, setDisabled, setHidden, setPhrase, setText } from "../shared/dom.js";

/**
 * @param {ReturnType<import("./view.js").viewOf>} view
 */
export function render(view) {
  for (const screen of document.querySelectorAll("[data-screen]")) setHidden(screen, screen.dataset.screen !== view.screen);
  for (const body of document.querySelectorAll("[data-body]")) setHidden(body, body.dataset.body !== view.body);
  renderTabs(view);
  renderOffline(view.offline);
  renderAlert(view);
  renderForm(view);
  renderCode(view);
  renderQr(view);
  setPhrase(byId("connected"), view.connected);
  setText(byId("attempt"), view.attempt);
  setDisabled(byId("attempt-now"), !view.canAsk);
  setHidden(byId("foot"), !view.canReset);
  setDisabled(byId("reset"), !view.canAsk);
  for (const button of document.querySelectorAll("[data-do=cancel]")) setDisabled(button, !view.canCancel);
  renderLocked(view.locked);
  setAttribute(byId("sandbox-phone"), "href", view.virtualPhone);
  setText(byId("announcement"), view.announcement);
  keepFocus();
}

function renderTabs({ tab }) {
  for (const button of document.querySelectorAll("[data-tab]")) {
    const chosen = button.dataset.tab === tab;
    setAttribute(button, "aria-selected", String(chosen));
    setAttribute(button, "tabindex", chosen ? "0" : "-1");
  }
  setHidden(byId("panel-code"), tab !== "code");
  setHidden(byId("panel-qr"), tab !== "qr");
}

function renderOffline(offline) {
  setHidden(byId("offline"), offline === null);
  setText(byId("offline-text"), offline?.text ?? "");
  setText(byId("offline-timer"), offline?.timer ?? "");
}

function renderAlert({ alert, canAsk }) {
  setHidden(byId("alert"), alert === null);
  setText(byId("alert-text"), alert?.text ?? "");
  if (alert === null) return;
  setAttribute(byId("alert"), "data-tone", alert.tone);
  setHidden(byId("alert-timer"), alert.timer === null);
  setText(byId("alert-timer"), alert.timer ?? "");
  setHidden(byId("alert-reference"), alert.reference === null);
  setText(byId("alert-reference-id"), alert.reference ?? "");
  const button = byId("alert-action");
  setHidden(button, alert.action === null);
  setDisabled(button, !canAsk);
  setText(button, alert.action?.label ?? "");
  setAttribute(button, "data-action", alert.action?.name ?? null);
  setAttribute(button, "class", alert.action?.primary ? "primary" : null);
}

function renderForm({ fieldError, submit, typed, canAsk }) {
  const field = byId("number-field");
  if (field.value !== typed && document.activeElement !== field) field.value = typed;
  setText(byId("number-error"), fieldError ?? "");
  setAttribute(field, "aria-invalid", fieldError === null ? null : "true");
  setText(byId("number-submit"), submit.label);
  setDisabled(byId("number-submit"), submit.held || !canAsk);
  setDisabled(byId("qr-show"), !canAsk);
}

function renderCode({ code, canAsk }) {
  if (code === null) return;
  setAttribute(byId("code"), "data-over", code.over ? "" : null);
  setText(byId("code-shown"), code.code);
  setText(byId("code-spelled"), code.spelled);
  setPhrase(byId("code-phone"), code.phone);
  setText(byId("code-timer"), code.timer);
  setAttribute(byId("code-timer"), "data-urgent", code.urgent ? "" : null);
  setHidden(byId("code-copy"), code.over);
  setHidden(byId("code-again"), !code.over);
  setDisabled(byId("code-again"), !canAsk);
}

function renderQr({ qr, qrAlt }) {
  const image = byId("qr");
  setAttribute(image, "alt", qrAlt);
  if (qr === null) {
    image.removeAttribute("src");
    return;
  }
  // As a picture nothing inside the SVG can run or load.
  setAttribute(image, "src", `data:image/svg+xml;charset=utf-8,${encodeURIComponent(qr.svg)}`);
  setAttribute(image, "data-stale", qr.stale ? "" : null);
  setText(byId("qr-timer"), qr.timer);
}

function renderLocked(locked) {
  if (locked === null) return;
  setAttribute(byId("locked"), "data-reason", locked.reason);
  setText(byId("locked-text"), locked.text);
  setText(byId("locked-hint"), locked.hint);
  const dialog = byId("reset-dialog");
  if (!dialog.open) return;
  // What was about to be confirmed is no longer this page's to do, and the button that asked for it is gone.
  dialog.close();
  byId("title").focus({ preventScroll: true });
}

/** A person whose button has just vanished is taken to the top of what replaced it, not to the start of the page. */
function keepFocus() {
  const focused = document.activeElement;
  const lost = focused !== null && focused !== document.body && focused.closest("[hidden]") !== null;
  if (lost) byId("title").focus({ preventScroll: true });
}
