// Dependencies shared by all pages: HTTP client, board of all sessions, router.

import { Board } from "@linekeeper/client";

import { Api } from "./api.ts";
import { Router } from "./router.ts";

export class Context {
  readonly api = new Api();
  readonly board = new Board();
  readonly router = new Router();
  /** State in which the sessions page was left: its query string and scroll offset in pixels. */
  sessions = { search: "", offset: 0 };
}
