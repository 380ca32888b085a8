// Search over the headings, endpoints, frames, types and error codes of all pages. Its index is loaded when it is used.

import { found, type Place } from "./places.ts";

const LIMIT = 12;

export class Search {
  #form: HTMLFormElement;
  #field: HTMLInputElement;
  #list: HTMLElement;
  #said: HTMLElement;
  #places: Promise<readonly Place[]> | null = null;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#field = form.querySelector("input")!;
    this.#list = form.querySelector("[data-results]")!;
    this.#said = form.querySelector("[data-said]")!;
  }

  begin(): void {
    this.#field.addEventListener("focus", () => void this.#load());
    this.#field.addEventListener("input", () => void this.#show());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#links()[0]?.click();
    });
    this.#form.addEventListener("keydown", (event) => this.#pressed(event));
    this.#form.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.#form.contains(relatedTarget as Node | null)) this.#close();
    });
    // A place on this page: the browser only scrolls.
    this.#list.addEventListener("click", () => this.#close());
    document.addEventListener("keydown", (event) => {
      if (!isOpening(event)) return;
      event.preventDefault();
      this.#field.focus();
      this.#field.select();
    });
  }

  #load(): Promise<readonly Place[]> {
    this.#places ??= import("virtual:places").then(
      ({ default: places }) => places,
      () => {
        // It is tried again at the next use.
        this.#places = null;
        return [];
      },
    );
    return this.#places;
  }

  async #show(): Promise<void> {
    const text = this.#field.value;
    const places = found(await this.#load(), text).slice(0, LIMIT);
    // Something else was typed meanwhile.
    if (text !== this.#field.value) return;
    this.#list.replaceChildren(...places.map(resultOf));
    this.#list.hidden = places.length === 0;
    this.#said.textContent =
      text.trim() === "" ? "" : places.length === 0 ? "Nothing found" : `Found: ${places.length}`;
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      this.#close();
      this.#field.focus();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || this.#list.hidden) return;
    event.preventDefault();
    const stops = [this.#field, ...this.#links()];
    const place = stops.indexOf(document.activeElement as HTMLElement as HTMLAnchorElement);
    stops[(place + step + stops.length) % stops.length]?.focus();
  }

  #links(): readonly HTMLAnchorElement[] {
    return [...this.#list.querySelectorAll("a")];
  }

  #close(): void {
    this.#list.hidden = true;
    this.#said.textContent = "";
  }
}

/** Returns whether a key opens the search: `/` outside of fields, or Ctrl-K. */
function isOpening({ key, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  if (key === "k" && (ctrlKey || metaKey)) return true;
  const isTyping =
    target instanceof HTMLElement &&
    target.matches("input, textarea, select, linekeeper-onboarding, linekeeper-onboarding-demo");
  return key === "/" && !ctrlKey && !metaKey && !isTyping;
}

function resultOf({ title, detail, href }: Place): HTMLElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const [name, more] = [document.createElement("strong"), document.createElement("span")];
  link.href = href;
  name.textContent = title;
  more.textContent = detail;
  link.append(name, more);
  item.append(link);
  return item;
}
