// What all pages share: the service, all sessions, where one is.

import { Board } from "@linekeeper/client";

import { Api } from "./api.ts";
import { Router } from "./router.ts";

export class Context {
  readonly api = new Api();
  readonly board = new Board();
  readonly router = new Router();
  /** The sessions' page as it was left: what was chosen, and how far it was scrolled. */
  sessions = { search: "", offset: 0 };
}
