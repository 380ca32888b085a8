import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Board, type RowsChange } from "../src/index.ts";
import { FakeSocket, SERVER_START, UNDER_TEST, freshWorld, refusal, serverTime, status } from "./fakes.ts";

beforeEach(freshWorld);
afterEach(() => vi.useRealTimers());

const row = (companyId: string, fields: object = {}): object => ({ ...status({ companyId, ...fields }), restarts: 0 });

const sessions = (fields: object = {}): object => ({
  type: "sessions",
  epoch: "one",
  from: 0,
  seq: 1,
  sessions: [],
  gone: [],
  more: false,
  serverTime: serverTime(),
  ...fields,
});

function openBoard(options: object = {}) {
  const board = new Board({ ...UNDER_TEST, ...options });
  const changes: RowsChange[] = [];
  board.on("rows", (change) => changes.push(change));
  board.connect();
  return { board, changes, socket: FakeSocket.last.opens() };
}

describe("all sessions", () => {
  it("are asked for first of all, and each piece is acknowledged", () => {
    const { board, changes, socket } = openBoard();
    expect(socket.url).toBe("wss://lines.example/api/dashboard/ws");
    expect(socket.sent).toEqual([{ type: "watch" }]);
    expect(board.connection.state).toBe("connecting");
    socket.says(sessions({ seq: 2, sessions: [row("a"), row("b")], more: true }));
    expect(board.connection.state).toBe("open");
    expect(socket.lastSent).toEqual({ type: "ack", seq: 2 });
    socket.says(sessions({ from: 2, seq: 3, sessions: [row("c")] }));
    expect(socket.lastSent).toEqual({ type: "ack", seq: 3 });
    expect(changes).toEqual([
      { changed: ["a", "b"], gone: [], complete: false },
      { changed: ["c"], gone: [], complete: true },
    ]);
    expect([...board.rows.keys()]).toEqual(["a", "b", "c"]);
    expect(board.serverNow()).toBe(SERVER_START);
  });

  it("are not acknowledged on a socket that is closing", () => {
    const { board, socket } = openBoard();
    socket.readyState = 2;
    socket.says(sessions({ seq: 2, sessions: [row("a")] }));
    expect(socket.kinds()).toEqual(["watch"]);
    expect([...board.rows.keys()]).toEqual(["a"]);
  });

  it("change and go", () => {
    const { board, changes, socket } = openBoard();
    socket.says(sessions({ sessions: [row("a"), row("b")] }));
    socket.says(sessions({ from: 1, seq: 5, sessions: [row("a", { state: "connected" })], gone: ["b", "stranger"] }));
    expect(changes.at(-1)).toEqual({ changed: ["a"], gone: ["b"], complete: true });
    expect(board.rows.get("a")?.state).toBe("connected");
    expect(board.rows.size).toBe(1);
  });

  it("are told on from where they were read to after a loss", () => {
    const { board, socket } = openBoard();
    socket.says(sessions({ seq: 7, sessions: [row("a")] })).ends(1006);
    vi.advanceTimersByTime(500);
    FakeSocket.last.opens();
    expect(FakeSocket.last.sent).toEqual([{ type: "watch", epoch: "one", seq: 7 }]);
    FakeSocket.last.says(sessions({ from: 7, seq: 7 }));
    expect([...board.rows.keys()]).toEqual(["a"]);
  });

  it("of a service that began anew replace what was known, when all of them are told", () => {
    const { board, changes, socket } = openBoard();
    socket.says(sessions({ seq: 7, sessions: [row("a"), row("b")] })).ends(1012);
    vi.advanceTimersByTime(2000);
    FakeSocket.last.opens().says(sessions({ epoch: "two", seq: 1, sessions: [row("b")], more: true }));
    expect([...board.rows.keys()]).toEqual(["a", "b"]);
    FakeSocket.last.says(sessions({ epoch: "two", from: 1, seq: 2, sessions: [row("c")] }));
    expect([...board.rows.keys()]).toEqual(["b", "c"]);
    expect(changes.at(-1)).toEqual({ changed: ["c"], gone: ["a"], complete: true });
  });

  it("that are known are told at once to one who comes later", () => {
    const { board, socket } = openBoard();
    const early = vi.fn();
    board.on("rows", early)();
    expect(early).not.toHaveBeenCalled();
    socket.says(sessions());
    const listener = vi.fn();
    board.on("rows", listener);
    expect(listener).toHaveBeenCalledWith({ changed: [], gone: [], complete: true });
  });

  it("are acknowledged after the work of showing them, even if that failed", () => {
    const { board, socket } = openBoard();
    board.on("rows", () => {
      expect(socket.lastSent["type"]).toBe("watch");
      throw new Error("a listener's own");
    });
    expect(() => socket.says(sessions())).toThrow("a listener's own");
    expect(socket.lastSent["type"]).toBe("ack");
  });
});

describe("a board", () => {
  it("ends when the visit does", () => {
    const { board, socket } = openBoard();
    socket.says(sessions(), refusal("UNAUTHORIZED", { detail: "the token has expired" }));
    expect(board.connection).toMatchObject({ state: "closed", reason: "expired" });
  });

  it("shows an API key in a header", () => {
    const { socket } = openBoard({ token: "lk_key" });
    expect(socket.options?.headers["authorization"]).toBe("Bearer lk_key");
  });

  it("passes on what the service refuses, and notices a silent line", () => {
    const { board, socket } = openBoard();
    const errors: string[] = [];
    board.on("error", ({ code }) => errors.push(code));
    socket.says(sessions(), refusal("BAD_REQUEST"), { type: "pong" }, { type: "news" });
    expect(errors).toEqual(["BAD_REQUEST"]);
    vi.advanceTimersByTime(35_000);
    expect(socket.lastSent["type"]).toBe("ping");
    expect(board.connection.state).toBe("waiting");
    board.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
