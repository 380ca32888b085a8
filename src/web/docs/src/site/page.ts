// What a page of the documentation consists of.

import type { Html } from "./html.ts";
import type { Heading } from "./markdown.ts";

/** Place that the search finds. */
export interface Entry {
  readonly title: string;
  /** Further words that are shown and found. */
  readonly detail: string;
  readonly anchor: string;
}

export interface Page {
  readonly path: string;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  readonly body: Html;
  readonly contents: readonly Heading[];
  /** Places to find beside the headings. */
  readonly entries: readonly Entry[];
  /** Scripts of this page beside those of all pages, by the names of their entries. */
  readonly scripts: readonly string[];
}
