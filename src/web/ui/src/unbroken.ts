import { html } from "lit";

/** Renders a sentence in which the given parts, phone numbers for example, do not break across lines. */
export function unbroken(text: string, [whole, ...others]: readonly string[]): unknown {
  if (!whole) return text;
  const at = text.indexOf(whole);
  if (at < 0) return unbroken(text, others);
  const [before, after] = [text.slice(0, at), text.slice(at + whole.length)];
  return html`${unbroken(before, others)}<span class="unbroken">${whole}</span>${unbroken(after, others)}`;
}
