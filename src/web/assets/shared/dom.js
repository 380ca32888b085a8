// Small writes to the page that touch it only when something changes, so that a tick costs nothing and speaks to nobody.

/** @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A sentence with a part that must stay on one line, such as a number.
 * @param {HTMLElement} element
 * @param {{ text: string, whole: string }} phrase
 */
export function setPhrase(element, { text, whole }) {
  if (element.textContent === text) return;
  const [before, after] = whole === "" || !text.includes(whole) ? [text, ""] : text.split(whole, 2);
  const unbroken = document.createElement("span");
  unbroken.className = "unbroken";
  unbroken.textContent = after === "" && before === text ? "" : whole;
  element.replaceChildren(before, unbroken, after);
}

export function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

export function setDisabled(element, disabled) {
  if (element.disabled !== disabled) element.disabled = disabled;
}

/** Sets an attribute, or removes it for `null`. */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Fills every `data-text="key"` and `data-label="key"` of the page in a language.
 * @param {(key: string) => string} text
 */
export function fillTexts(text) {
  for (const element of document.querySelectorAll("[data-text]")) setText(element, text(element.dataset.text));
  for (const element of document.querySelectorAll("[data-label]")) {
    setAttribute(element, "aria-label", text(element.dataset.label));
  }
}

/**
 * The language buttons: shows which is chosen and tells which is pressed.
 * @param {(language: string) => void} chosen
 */
export function onLanguage(chosen) {
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => chosen(button.dataset.lang));
  }
}

export function showLanguage(language) {
  document.documentElement.lang = language;
  for (const button of document.querySelectorAll("[data-lang]")) {
    setAttribute(button, "aria-pressed", String(button.dataset.lang === language));
  }
}
