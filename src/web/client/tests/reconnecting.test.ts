import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Line, type Connection } from "../src/index.ts";
import { FakeSocket, START, UNDER_TEST, authenticated, freshWorld, refusal, serverTime, snapshot } from "./fakes.ts";

let wake = (): void => {};
vi.mock("#platform", () => ({
  openSocket: () => {
    throw new Error("a test opens no real socket");
  },
  onWake: (callback: () => void) => {
    wake = callback;
    return () => (wake = () => {});
  },
}));

beforeEach(freshWorld);
afterEach(() => vi.useRealTimers());

/** Creates a line with a link token, and records its connection states. */
function aLine(options: object = {}) {
  const line = new Line({ company: "997441", token: "ey.a.b", ...UNDER_TEST, ...options });
  const heard: Connection[] = [];
  line.on("connection", (connection) => heard.push(connection));
  line.connect();
  return { line, heard };
}

const comesIn = (): FakeSocket =>
  FakeSocket.last.opens().says(authenticated(String(FakeSocket.last.lastSent["requestId"])));
const worksWell = (): FakeSocket => comesIn().says(snapshot());

/** Advances time to the next attempt; returns the delay in milliseconds. */
function untilNextAttempt(line: Line): number {
  const { connection } = line;
  if (connection.state !== "waiting") throw new Error(`it is ${connection.state}`);
  const wait = connection.nextAttemptAt - Date.now();
  vi.advanceTimersByTime(wait);
  expect(line.connection.state).toBe("connecting");
  return wait;
}

describe("a lost line", () => {
  it("is opened again, each time later", () => {
    const { line } = aLine();
    const waits = [1, 2, 3, 4].map(() => (FakeSocket.last.ends(), untilNextAttempt(line)));
    expect(waits).toEqual([500, 1000, 2000, 4000]);
    expect(FakeSocket.all.length).toBe(5);
  });

  it("that proved to work starts the pauses over", () => {
    const { line } = aLine();
    for (let round = 0; round < 2; round += 1) {
      FakeSocket.last.ends();
      untilNextAttempt(line);
    }
    worksWell().ends();
    expect(untilNextAttempt(line)).toBe(500);
  });

  it("that opens and says only that it fails does not start the pauses over", () => {
    for (const code of [1013, 1008]) {
      const { line } = aLine();
      for (const wait of [500, 1000, 2000]) {
        comesIn().says({ type: "pong" }).ends(code);
        expect(untilNextAttempt(line)).toBe(wait);
      }
    }
  });

  it("waits a little longer after a restart of the service", () => {
    const { line } = aLine();
    worksWell().ends(1012);
    expect(line.connection).toEqual({ state: "waiting", nextAttemptAt: START + 2000 });
  });

  it("comes back after every close code but those of a token that does not count", () => {
    for (const code of [1000, 1001, 1002, 1006, 1008, 1009, 1012, 1013, 4408]) {
      const { line } = aLine();
      worksWell().ends(code);
      expect(line.connection.state).toBe("waiting");
    }
  });

  it("stays away as long as it was told, also when its page wakes up", () => {
    const { line } = aLine();
    comesIn()
      .says(refusal("TOO_MANY_REQUESTS", { retryAfterMs: 60_000 }))
      .ends(1013);
    wake();
    expect(untilNextAttempt(line)).toBe(66_000);
  });

  it("does not wait when its page wakes up", () => {
    aLine();
    FakeSocket.last.ends();
    wake();
    expect(FakeSocket.all.length).toBe(2);
    wake();
    expect(FakeSocket.all.length).toBe(2);
  });

  it("waits as its owner wants it to", () => {
    const { line } = aLine({
      backoff: (attempt: number, chance: number, code: number) => attempt * 10_000 + chance + code,
    });
    FakeSocket.last.ends(1013);
    expect(untilNextAttempt(line)).toBe(11_013.5);
  });
});

describe("who it is", () => {
  it("is said first of all on each line, and nothing else before we are let in", () => {
    const { line } = aLine();
    for (const requestId of ["proof-1", "proof-2"]) {
      line.ping().catch(() => {});
      FakeSocket.last.opens();
      vi.advanceTimersByTime(14_000);
      expect(FakeSocket.last.sent).toEqual([{ type: "authenticate", token: "ey.a.b", requestId }]);
      FakeSocket.last.says(authenticated(requestId));
      expect(line.connection.state).toBe("open");
      expect(FakeSocket.last.lastSent["type"]).toBe("ping");
      FakeSocket.last.ends();
      untilNextAttempt(line);
    }
  });

  it("is never in the address", () => {
    aLine();
    expect(FakeSocket.last.url).toBe("wss://lines.example/api/whatsapp/sessions/997441/ws");
    expect(FakeSocket.last.protocols).toBeUndefined();
  });

  it("is said by a header when it is an API key, and by the cookie when it is nothing", () => {
    for (const token of ["lk_key", undefined]) {
      const { line } = aLine({ token });
      FakeSocket.last.opens();
      expect(FakeSocket.last.sent).toEqual([]);
      FakeSocket.last.says(snapshot());
      expect(line.connection.state).toBe("open");
      expect(FakeSocket.last.options?.headers["authorization"]).toBe(token && `Bearer ${token}`);
    }
  });

  it("can be said anew, to stay longer and for the lines to come", () => {
    const { line } = aLine();
    worksWell();
    line.authenticate("ey.new");
    expect(FakeSocket.last.lastSent).toEqual({ type: "authenticate", token: "ey.new", requestId: "proof-2" });
    FakeSocket.last.ends();
    untilNextAttempt(line);
    FakeSocket.last.opens();
    expect(FakeSocket.last.lastSent["token"]).toBe("ey.new");
  });

  it("is asked again with a newer token that came while the line was opening", () => {
    const { line } = aLine();
    line.authenticate("ey.new");
    FakeSocket.last.opens();
    expect(FakeSocket.last.sent.map(({ token }) => token)).toEqual(["ey.new"]);
  });

  it("is sent when it came after the first one had gone out, as soon as we are let in", () => {
    const { line } = aLine();
    const socket = FakeSocket.last.opens();
    line.authenticate("ey.new");
    expect(socket.sent).toHaveLength(1);
    socket.says(authenticated("proof-1"));
    expect(socket.lastSent).toEqual({ type: "authenticate", token: "ey.new", requestId: "proof-2" });
  });

  it("is tried on another line when the one before it is refused meanwhile", () => {
    const { line } = aLine();
    FakeSocket.last.opens();
    line.authenticate("ey.new");
    FakeSocket.last.says(refusal("UNAUTHORIZED", { requestId: "proof-1" }));
    expect(line.connection.state).toBe("waiting");
    untilNextAttempt(line);
    FakeSocket.last.opens();
    expect(FakeSocket.last.lastSent["token"]).toBe("ey.new");
    FakeSocket.last.says(refusal("UNAUTHORIZED", { requestId: "proof-2" }));
    expect(line.connection.state).toBe("closed");
  });

  it("outlives the end of the one before it", () => {
    const { line } = aLine();
    worksWell();
    line.authenticate("ey.new");
    FakeSocket.last.says(refusal("UNAUTHORIZED", { detail: "the token has expired" })).ends(4401);
    expect(line.connection.state).toBe("waiting");
    untilNextAttempt(line);
    worksWell();
    FakeSocket.last.says(refusal("UNAUTHORIZED", { detail: "the token has expired" }));
    expect(line.connection).toMatchObject({ state: "closed", reason: "expired" });
  });
});

describe("a service that turns us away", () => {
  it("by a close code ends the line: whatever time passes, there is no other", () => {
    for (const [code, reason] of [
      [4401, "unauthorized"],
      [4403, "forbidden"],
    ] as const) {
      for (const isLetIn of [true, false]) {
        const { line, heard } = aLine();
        const before = FakeSocket.all.length;
        if (isLetIn) worksWell();
        else FakeSocket.last.opens();
        FakeSocket.last.ends(code, "why");
        expect(heard.at(-1)).toEqual({ state: "closed", reason, detail: "why" });
        vi.advanceTimersByTime(600_000);
        expect(FakeSocket.all.length).toBe(before);
        expect(line.connection.state).toBe("closed");
      }
    }
  });

  it("by an error frame ends the line at once", () => {
    const { line } = aLine();
    const socket = FakeSocket.last.opens().says(refusal("UNAUTHORIZED", { requestId: "proof-1", detail: "revoked" }));
    expect(line.connection).toEqual({ state: "closed", reason: "unauthorized", detail: "revoked" });
    expect(socket.closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("in the middle of a visit ends the line at once", () => {
    const { line } = aLine({ token: undefined });
    FakeSocket.last.opens().says(snapshot(), refusal("FORBIDDEN", { detail: "no more" }));
    expect(line.connection).toEqual({ state: "closed", reason: "forbidden", detail: "no more" });
  });

  it("because the token has expired is told apart, by its words or by its clock", () => {
    const byWords = aLine();
    worksWell().says(refusal("UNAUTHORIZED", { detail: "the token has expired" }));
    expect(byWords.line.connection).toMatchObject({ state: "closed", reason: "expired" });

    const byClock = aLine();
    FakeSocket.last.opens().says(authenticated(), { type: "pong", serverTime: serverTime(900_001) });
    FakeSocket.last.ends(4401);
    expect(byClock.line.connection).toMatchObject({ state: "closed", reason: "expired" });
  });

  it("when a token to stay longer does not count ends the line", () => {
    const { line } = aLine();
    worksWell();
    line.authenticate("bad");
    FakeSocket.last.says(refusal("UNAUTHORIZED", { requestId: "proof-2" }));
    expect(line.connection.state).toBe("closed");
  });

  it("for being late is come back to by one who has a token, and not by one who has none", () => {
    const late = refusal("UNAUTHORIZED", { detail: "nobody said in time who this is" });
    const withToken = aLine();
    FakeSocket.last.opens().says(late).ends(4408);
    expect(withToken.line.connection.state).toBe("waiting");

    const without = aLine({ token: undefined });
    FakeSocket.last.opens().ends(4408);
    expect(without.line.connection).toMatchObject({ state: "closed", reason: "unauthorized" });
  });

  it("can be tried anew by whoever connects again", () => {
    const { line } = aLine();
    FakeSocket.last.opens().ends(4401);
    line.authenticate("ey.new");
    line.connect();
    worksWell();
    expect(line.connection.state).toBe("open");
  });
});

describe("a service that cannot let us in now", () => {
  it("is left and asked again later, and what it says is heard", () => {
    const { line } = aLine();
    const errors: string[] = [];
    line.on("error", ({ code }) => errors.push(code));
    for (const wait of [500, 1000, 2000]) {
      const socket = FakeSocket.last
        .opens()
        .says(refusal("STORE_UNAVAILABLE", { requestId: FakeSocket.last.lastSent["requestId"] }));
      expect(socket.closed).toBe(true);
      expect([socket.onmessage, socket.onclose]).toEqual([null, null]);
      expect(untilNextAttempt(line)).toBe(wait);
    }
    expect(errors).toEqual(["STORE_UNAVAILABLE", "STORE_UNAVAILABLE", "STORE_UNAVAILABLE"]);
  });

  it("does not cost the line once we are let in", () => {
    const { line } = aLine();
    worksWell().says(refusal("STORE_UNAVAILABLE"));
    expect(line.connection.state).toBe("open");
  });
});

describe("a line that is closed", () => {
  it("is not heard of any more, and does not come back", () => {
    const { line, heard } = aLine();
    const socket = worksWell();
    line.close();
    line.close();
    expect(socket.closed).toBe(true);
    expect([socket.onopen, socket.onmessage, socket.onclose]).toEqual([null, null, null]);
    expect(heard.filter(({ state }) => state === "closed")).toEqual([
      { state: "closed", reason: "closed", detail: "" },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("while it waits to come back does not come back either", () => {
    const { line } = aLine();
    FakeSocket.last.ends();
    line.close();
    expect([vi.getTimerCount(), FakeSocket.all.length]).toEqual([0, 1]);
  });

  it("is not woken up again", () => {
    const { line } = aLine();
    line.close();
    wake();
    expect(FakeSocket.all.length).toBe(1);
  });

  it("by a listener that hears that we are not let in is not opened again", () => {
    const { line } = aLine();
    line.on("error", () => line.close());
    FakeSocket.last.opens().says(refusal("TOO_MANY_REQUESTS"));
    expect([line.connection.state, vi.getTimerCount()]).toEqual(["closed", 0]);
  });

  it("by a listener that hears it open takes nothing more in", () => {
    const { line } = aLine();
    line.on("connection", ({ state }) => state === "open" && line.close());
    const pictures = vi.fn();
    line.on("picture", pictures);
    FakeSocket.last.opens().says(snapshot(), snapshot());
    expect(pictures).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("connect", () => {
  it("does nothing while a line is open, and does not wait while one is awaited", () => {
    const { line } = aLine();
    line.connect();
    expect(FakeSocket.all.length).toBe(1);
    FakeSocket.last.ends();
    line.connect();
    expect(FakeSocket.all.length).toBe(2);
    vi.advanceTimersByTime(10_000);
    expect(FakeSocket.all.length).toBe(2);
  });
});

describe("a silent line", () => {
  it("is asked once, then given up and opened again", () => {
    const { line } = aLine();
    const dead = worksWell();
    vi.advanceTimersByTime(20_000);
    expect(dead.kinds()).toEqual(["authenticate", "ping"]);
    vi.advanceTimersByTime(14_999);
    expect(dead.kinds()).toEqual(["authenticate", "ping"]);
    expect(dead.closed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(dead.closed).toBe(true);
    untilNextAttempt(line);
    expect(FakeSocket.all.length).toBe(2);
  });

  it("is not asked again by a page that wakes up meanwhile", () => {
    aLine();
    const socket = worksWell();
    vi.advanceTimersByTime(21_000);
    wake();
    wake();
    expect(socket.kinds()).toEqual(["authenticate", "ping"]);
    vi.advanceTimersByTime(14_000);
    expect(socket.closed).toBe(true);
  });

  it("that answers lives on, and is asked again after the next silence", () => {
    aLine();
    const socket = worksWell();
    for (let round = 1; round <= 5; round += 1) {
      vi.advanceTimersByTime(30_000);
      socket.says({ type: "pong", serverTime: serverTime() });
      expect(socket.kinds().filter((kind) => kind === "ping").length).toBe(round);
    }
    expect(FakeSocket.all.length).toBe(1);
  });

  it("that leads nowhere is given up, opened or not", () => {
    for (const opens of [false, true]) {
      const { line } = aLine();
      const socket = FakeSocket.last;
      if (opens) socket.opens();
      vi.advanceTimersByTime(15_000);
      expect(socket.closed).toBe(true);
      expect(line.connection.state).toBe("waiting");
      line.close();
    }
  });

  it("is noticed when a machine that slept wakes up", () => {
    const { line } = aLine();
    const socket = worksWell();
    vi.setSystemTime(Date.now() + 3_600_000);
    wake();
    expect(socket.closed).toBe(true);
    expect(line.connection.state).toBe("waiting");
  });

  it("is not given up, nor left alone for long, because somebody set the clock back", () => {
    aLine();
    const socket = worksWell();
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(40_001);
    expect(socket.closed).toBe(false);
    expect(socket.kinds()).toContain("ping");
  });
});

it("a socket that is closed while it is being opened is closed when it is open", () => {
  const { line } = aLine();
  const socket = FakeSocket.last;
  line.close();
  expect(socket.closed).toBe(false);
  socket.opens();
  expect(socket.closed).toBe(true);
});
