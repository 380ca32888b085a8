// The catalogue of errors, as docs/failures.md has it.

import { marked, type Tokens } from "marked";

import { Html } from "./html.ts";

export interface FailureEntry {
  readonly code: string;
  readonly status: string;
  /** Markdown, like the other sentences. */
  readonly meaning: string;
  /** Text for the person in front of the screen. */
  readonly ru: string;
  readonly en: string;
  readonly service: string;
  readonly person: string;
  readonly action: string;
  readonly recovery: string;
  readonly alert: string;
  /** Whether a session that is parked for it still is after a restart. */
  readonly kept: boolean;
  /** After how long, where nothing more exact is known; null for no time. */
  readonly retry: string | null;
}

const COLUMNS = [
  ...["Code", "HTTP", "Meaning", "Text", "The service", "A person"],
  ...["Action", "Recovery", "Alert", "Kept", "Retry"],
];

export function failuresOf(page: string): readonly FailureEntry[] {
  const tables = marked.lexer(page).filter((token): token is Tokens.Table => token.type === "table");
  const table = tables.find(({ header }) => header.map(({ text }) => text).join() === COLUMNS.join());
  if (table === undefined) throw new Error("docs/failures.md has no table of the codes");
  return table.rows.map((row) => entryOf(row.map(({ text }) => text)));
}

function entryOf(cells: readonly string[]): FailureEntry {
  const [code = "", status = "", meaning = "", text = "", service = "", person = ""] = cells;
  const [action = "", recovery = "", alert = "", kept = "", retry = ""] = cells.slice(6);
  const [ru = "", en = ""] = text.split("<br>");
  const bare = (name: string): string => name.replaceAll("`", "");
  return {
    ...{ code: bare(code), status, meaning, ru, en, service, person, action: bare(action), recovery, alert },
    ...{ kept: kept === "yes", retry: retry === "—" ? null : retry },
  };
}

/** Makes links of the codes that a text names. */
export function codesLinked({ text }: Html, codes: ReadonlySet<string>): Html {
  const linked = text.replace(/<code>([A-Z_]+)<\/code>/g, (whole, code: string) =>
    codes.has(code) ? `<a href="/docs/errors#${code}">${whole}</a>` : whole,
  );
  return new Html(linked);
}
