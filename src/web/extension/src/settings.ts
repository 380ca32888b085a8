// Popup and options page: allows the page in front, and lists what is allowed.

import { allow, allowedOrigins, revoke } from "./allowed.ts";
import { allowableOrigin } from "./origin.ts";

const text = (name: string, ...words: string[]): string => chrome.i18n.getMessage(name, words);
const part = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

/** URL of the page in front, which a click on the extension's icon makes readable; null in a tab of our own. */
async function currentUrl(): Promise<string | null> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  const url = tab?.url ?? "";
  return url.startsWith(location.origin) ? null : url;
}

function showCurrent(url: string | null, allowed: string[]): void {
  part("current").hidden = url === null;
  const origin = allowableOrigin(url);
  const isAllowed = origin !== null && allowed.includes(origin);
  part("origin").textContent = origin ?? "";
  part("state").textContent = text(origin === null ? "cannotBeAllowed" : isAllowed ? "isAllowed" : "isNotAllowed");
  const button = part<HTMLButtonElement>("allow");
  button.hidden = origin === null || isAllowed;
  button.onclick = () => {
    if (origin !== null) void allowing(origin);
  };
}

/** Puts the browser's question, and shows its answer; the popup may be closed by then. */
async function allowing(origin: string): Promise<void> {
  const granted = await allow(origin);
  await shown(granted ? "wasAllowed" : "wasRefused");
  if (granted) part("current-title").focus();
}

function showPages(allowed: string[]): void {
  part("none").hidden = allowed.length > 0;
  part("pages").replaceChildren(...allowed.map(rowOf));
}

function rowOf(origin: string): HTMLElement {
  const row = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = origin;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text("remove");
  button.setAttribute("aria-label", text("removePage", origin));
  button.onclick = () => {
    void revoke(origin)
      .then(() => shown("wasRemoved", origin))
      .then(() => part("pages-title").focus());
  };
  row.append(name, button);
  return row;
}

/** Shows the present state, and says what has just happened. */
async function shown(said?: string, ...words: string[]): Promise<void> {
  const allowed = await allowedOrigins();
  showCurrent(await currentUrl(), allowed);
  showPages(allowed);
  if (said !== undefined) part("said").textContent = text(said, ...words);
}

document.documentElement.lang = text("language");
document.title = text("name");
for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
  element.textContent = text(element.dataset.text ?? "");
}
// The button that had the focus goes: the heading above it takes it.
for (const id of ["current-title", "pages-title"]) part(id).tabIndex = -1;
void shown();
