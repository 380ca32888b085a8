// Dependencies shared by all pages: HTTP client, board of all sessions, router, and what a page looked like when it was
// left.

import { Board, type SessionRow } from "@linekeeper/client";

import { Api } from "./api.ts";
import { CompanyList } from "./model/companies.ts";
import { listPath, type Query } from "./model/query.ts";
import { Router } from "./router.ts";

/** A page as it was left. */
export interface Left {
  /** Scroll offset, in pixels. */
  readonly offset: number;
  /** Company that had the focus. */
  readonly company: string | null;
}

const NOWHERE: Left = { offset: 0, company: null };

const NONE: ReadonlyMap<string, SessionRow> = new Map();

export class Context {
  readonly api = new Api();
  readonly board = new Board();
  readonly router = new Router();
  /** Whether the service keeps messages, so that lines can send them, too. */
  messagesKept = false;
  /** The list of companies as it was left; null before the first visit. */
  list: CompanyList | null = null;
  leftList: Left = NOWHERE;
  leftAttention: Left = NOWHERE;
  /** Page from which companies were opened last. */
  from: "attention" | "companies" = "companies";

  /** Running sessions by company. What is known of them is old while the board is not connected. */
  get live(): ReadonlyMap<string, SessionRow> {
    return this.board.connection.state === "open" ? this.board.rows : NONE;
  }

  /** Returns the list with this query: the one that was left, if it has it. */
  listOf(query: Query): CompanyList {
    if (this.list !== null && listPath(this.list.query) === listPath(query)) return this.list;
    this.leftList = NOWHERE;
    this.list = new CompanyList(this.api, () => this.live, query);
    return this.list;
  }

  /** Forgets what pages looked like: another person may sign in. */
  forget(): void {
    this.list = null;
    this.leftList = this.leftAttention = NOWHERE;
    this.from = "companies";
  }
}
