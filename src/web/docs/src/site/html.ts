// Templates of the pages: what is put into one is escaped, unless it is HTML itself.

/** Text that is HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | null | undefined | false | readonly Content[];

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
}

function textOf(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content === "string" || typeof content === "number") return escaped(String(content));
  return Array.isArray(content) ? content.map(textOf).join("") : "";
}

/** Template tag; lists are joined, and null, undefined and false are nothing. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(parts.reduce((text, part, place) => text + textOf(contents[place - 1]) + part));
}

/** Returns the text of HTML without its tags. */
export function plain({ text }: Html): string {
  const signs = Object.entries(SIGNS);
  const inner = text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  return signs.reduceRight((said, [sign, name]) => said.replaceAll(name, sign), inner).trim();
}

/** Returns a name for the fragment of an address. */
export function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
