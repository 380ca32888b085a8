import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Line, LineError, passkeyStateOf, type LostPasskey, type Status } from "../src/index.ts";
import {
  FakeSocket,
  UNDER_TEST,
  authenticated,
  changing,
  confirmingPasskey,
  freshWorld,
  liveCode,
  livePasskey,
  outcome,
  pairing,
  pairingError,
  refusal,
  serverTime,
  snapshot,
  waitingForPasskey,
} from "./fakes.ts";

beforeEach(freshWorld);
afterEach(() => vi.useRealTimers());

/** Opens an authenticated line, by default one whose challenge is open, and records what is told of it. */
function openLine(...frames: object[]) {
  const line = new Line({ company: "997441", token: "ey.a.b", ...UNDER_TEST });
  const told: [string, string][] = [];
  const lost: LostPasskey[] = [];
  const errors: string[] = [];
  line.on("passkey", ({ challengeId }) => told.push(["challenge", challengeId]));
  line.on("passkey-code", ({ code }) => told.push(["code", code]));
  line.on("passkey-lost", (what) => lost.push(what));
  line.on("error", ({ code }) => errors.push(code));
  line.connect();
  FakeSocket.last.opens().says(authenticated(), ...(frames.length > 0 ? frames : [waitingForPasskey()]));
  return { line, told, lost, errors };
}

/** Loses the connection and opens the next one with this picture. */
function comesBackTo(...frames: object[]): void {
  FakeSocket.last.ends();
  vi.advanceTimersByTime(500);
  FakeSocket.last.opens().says(authenticated(String(FakeSocket.last.lastSent["requestId"])), ...frames);
}

const challengeFrame = (fields: object = {}): object => ({
  type: "passkey-challenge",
  ...livePasskey(),
  correlationId: "pairing-1",
  serverTime: serverTime(),
  ...fields,
});
const codeFrame = (fields: object = {}): object => ({
  type: "passkey-code",
  challengeId: "challenge-1",
  code: "ABCD-EFGH",
  expiresAt: serverTime(600_000),
  mayAnswer: true,
  correlationId: "pairing-1",
  serverTime: serverTime(),
  ...fields,
});
const accepted = (fields: object = {}): object => ({
  type: "passkey-accepted",
  challengeId: "challenge-1",
  requestId: "1",
  ...fields,
});
const checking = snapshot({ state: "checking_passkey", pairing: pairing() });

const ASSERTION = { id: "cred", rawId: "cred", type: "public-key", response: { signature: "c2ln" } };

describe("a challenge", () => {
  it("is told once by frame or picture", () => {
    const { line, told } = openLine(snapshot({ state: "creating", pairing: pairing() }));
    FakeSocket.last.says(challengeFrame(), waitingForPasskey(), waitingForPasskey());
    expect(told).toEqual([["challenge", "challenge-1"]]);
    expect(line.picture?.livePasskey).toEqual({ ...livePasskey(), code: null });
    expect(Object.keys(line.picture!.status)).not.toContain("livePasskey");
  });

  it("is told at once to late subscriber while it is open", () => {
    const { line } = openLine();
    const [early, late] = [vi.fn(), vi.fn()];
    line.on("passkey", early);
    expect(early).toHaveBeenCalledWith({ ...livePasskey() });
    FakeSocket.last.says(checking);
    line.on("passkey", late);
    expect(late).not.toHaveBeenCalled();
  });

  it("is told again when another replaces it", () => {
    const { told } = openLine();
    FakeSocket.last.says(challengeFrame({ challengeId: "challenge-2" }));
    expect(told).toEqual([
      ["challenge", "challenge-1"],
      ["challenge", "challenge-2"],
    ]);
  });

  it("resolves pending code and qr requests with null", async () => {
    const { line } = openLine(snapshot());
    const [code, qr] = [line.requestPairingCode("8 900"), line.requestQr()];
    FakeSocket.last.says(challengeFrame());
    expect([await outcome(code), await outcome(qr)]).toEqual([null, null]);
  });

  it("leaves request for another code pending when known before", async () => {
    const { line } = openLine();
    const code = line.requestPairingCode("8 916");
    FakeSocket.last.says(waitingForPasskey());
    expect(await outcome(code)).toBe("still waits");
    FakeSocket.last.says({ type: "pairing-code", ...liveCode(), correlationId: "c", requestId: "1" });
    expect(await outcome(code)).toMatchObject({ code: "ABCD-EFGH" });
  });

  it("without readable options is kept but not told", () => {
    for (const options of ["{}", 5, [], null]) {
      const { line, told } = openLine(waitingForPasskey({ options }));
      expect([line.picture?.livePasskey?.options, told]).toEqual([null, []]);
    }
    const { line } = openLine(waitingForPasskey({ challengeId: 7 }));
    expect(line.picture?.livePasskey).toBeNull();
  });

  it("may be answered only where the service says so", () => {
    for (const mayAnswer of [undefined, "yes", 1, null]) {
      expect(openLine(waitingForPasskey({ mayAnswer })).line.picture?.livePasskey?.mayAnswer).toBe(false);
    }
  });

  it("of a change is told and the old line stays", () => {
    const asks = changing({ state: "waiting_for_passkey" }, { livePasskey: livePasskey() });
    const { line, told } = openLine(asks);
    expect(told).toEqual([["challenge", "challenge-1"]]);
    expect(passkeyStateOf(line.picture!.status)).toBe("waiting_for_passkey");
    expect(line.picture?.status.state).toBe("connected");
  });
});

describe("a code to compare", () => {
  it("is told once and at once to late subscriber", () => {
    const { line, told } = openLine();
    FakeSocket.last.says(checking, codeFrame(), confirmingPasskey());
    expect(told.at(-1)).toEqual(["code", "ABCD-EFGH"]);
    expect(told.length).toBe(2);
    const late = vi.fn();
    line.on("passkey-code", late);
    expect(late).toHaveBeenCalledWith(expect.objectContaining({ challengeId: "challenge-1", code: "ABCD-EFGH" }));
  });
});

describe("an answer", () => {
  it("is sent as an object and resolves when accepted", async () => {
    const { line } = openLine();
    const answer = line.answerPasskey("challenge-1", JSON.stringify(ASSERTION));
    expect(FakeSocket.last.lastSent).toEqual({
      type: "answer-passkey",
      challengeId: "challenge-1",
      assertion: ASSERTION,
      requestId: "1",
    });
    FakeSocket.last.says(accepted({ requestId: "7" }), accepted({ requestId: null }));
    expect(await outcome(answer)).toBe("still waits");
    FakeSocket.last.says(accepted());
    expect(await outcome(answer)).toBeUndefined();
    expect(line.picture?.livePasskey).toBeNull();
  });

  it("rejects with the typed error and leaves the challenge", async () => {
    const codes = [
      "NO_PASSKEY_REQUESTED",
      "PASSKEY_OUTDATED",
      "PASSKEY_ALREADY_ANSWERED",
      "PASSKEY_INVALID",
      "FORBIDDEN",
    ];
    for (const code of codes) {
      const { line, errors } = openLine();
      const answer = line.answerPasskey("challenge-1", ASSERTION);
      FakeSocket.last.says(refusal(code, { requestId: "1" }));
      expect(await outcome(answer)).toBe(code);
      expect([errors, line.connection.state, line.picture?.livePasskey?.challengeId]).toEqual([
        [],
        "open",
        "challenge-1",
      ]);
    }
  });

  it("that is no object or too large is refused unsent", async () => {
    const { line } = openLine();
    const large = { ...ASSERTION, id: "я".repeat(8200) };
    for (const assertion of ["", "{", "null", "[]", '"text"', "5", [], large, JSON.stringify(large)]) {
      expect(await outcome(line.answerPasskey("challenge-1", assertion))).toBe("PASSKEY_INVALID");
    }
    expect(FakeSocket.last.kinds()).toEqual(["authenticate"]);
  });

  it("of an older challenge leaves the newer one open", async () => {
    const { line } = openLine();
    const answer = line.answerPasskey("challenge-1", ASSERTION);
    FakeSocket.last.says(challengeFrame({ challengeId: "challenge-2" }), accepted());
    expect(await outcome(answer)).toBeUndefined();
    expect(line.picture?.livePasskey?.challengeId).toBe("challenge-2");
  });

  it("is lost with the socket, and the next picture tells", async () => {
    const { line, told, lost } = openLine();
    const answer = line.answerPasskey("challenge-1", ASSERTION);
    comesBackTo(checking);
    expect(await outcome(answer)).toBe("OFFLINE");
    expect([passkeyStateOf(line.picture!.status), told.length, lost]).toEqual(["checking_passkey", 1, []]);
  });

  it("that comes late is no answer", async () => {
    const { line } = openLine();
    const answer = line.answerPasskey("challenge-1", ASSERTION).catch((error: LineError) => error.code);
    vi.advanceTimersByTime(15_000);
    FakeSocket.last.says(waitingForPasskey());
    vi.advanceTimersByTime(15_000);
    expect(await answer).toBe("NO_ANSWER");
    expect(() => FakeSocket.last.says(accepted())).not.toThrow();
  });
});

describe("a confirmation", () => {
  it("resolves when accepted or rejects", async () => {
    const { line } = openLine(confirmingPasskey());
    const first = line.confirmPasskey("challenge-1");
    expect(FakeSocket.last.lastSent).toEqual({
      type: "confirm-passkey",
      challengeId: "challenge-1",
      requestId: "1",
    });
    FakeSocket.last.says(accepted());
    expect(await outcome(first)).toBeUndefined();
    const second = line.confirmPasskey("challenge-1");
    FakeSocket.last.says(refusal("PASSKEY_ALREADY_ANSWERED", { requestId: "2" }));
    expect(await outcome(second)).toBe("PASSKEY_ALREADY_ANSWERED");
  });
});

describe("the end of a challenge", () => {
  it("is an error and clears the picture", () => {
    for (const code of ["PASSKEY_EXPIRED", "PASSKEY_REFUSED", "PASSKEY_NOT_CONFIRMED", "PASSKEY_REQUIRED"]) {
      const { line, errors, lost } = openLine();
      FakeSocket.last.says(pairingError(code));
      expect([errors, line.picture?.livePasskey]).toEqual([[code], null]);
      FakeSocket.last.says(snapshot({ state: "error", code }));
      expect(lost).toEqual([]);
    }
  });

  it("by a cancel on an open connection is no loss", () => {
    const { lost } = openLine();
    FakeSocket.last.says(snapshot());
    expect(lost).toEqual([]);
  });

  it("survives a reconnect without being told again", () => {
    const { told, lost } = openLine();
    comesBackTo(waitingForPasskey());
    expect([told, lost]).toEqual([[["challenge", "challenge-1"]], []]);
  });

  it("by a restart of the service is told as lost", () => {
    for (const [picture, code] of [
      [snapshot(), null],
      [snapshot({ state: "error", code: "PAIRING_NOT_FINISHED" }), "PAIRING_NOT_FINISHED"],
    ] as const) {
      const { told, lost } = openLine();
      comesBackTo(picture);
      expect(lost).toEqual([{ challengeId: "challenge-1", code }]);
      FakeSocket.last.says(waitingForPasskey());
      expect(told.length).toBe(2);
    }
  });

  it("while it was checked is told as lost too", () => {
    const { lost } = openLine();
    FakeSocket.last.says(accepted(), checking);
    comesBackTo(snapshot());
    expect(lost).toEqual([{ challengeId: "challenge-1", code: null }]);
  });

  it("is no loss when the phone was linked meanwhile", () => {
    const { lost } = openLine();
    comesBackTo(snapshot({ state: "connected", linked: true, phoneNumber: "7900•••••63" }));
    expect(lost).toEqual([]);
  });

  it("of a change is lost only if the old number stays", () => {
    const asks = changing({ state: "waiting_for_passkey" }, { livePasskey: livePasskey() });
    const stays = snapshot({ state: "connected", linked: true, phoneNumber: "7900•••••63", change: null });
    const failed = changing({ state: "failed", code: "PASSKEY_EXPIRED" });
    const other = snapshot({ state: "connected", linked: true, phoneNumber: "7916•••••67", change: null });
    const outcomes = [stays, failed, other, changing({ state: "connecting" })].map((picture) => {
      const { lost } = openLine(asks);
      comesBackTo(picture);
      return lost.map(({ code }) => code);
    });
    expect(outcomes).toEqual([[null], ["PASSKEY_EXPIRED"], [], []]);
  });
});

it("passkey state is of the change under way else of the line", () => {
  const of = (fields: object): unknown => passkeyStateOf(fields as Status);
  expect([
    of({ state: "checking_passkey" }),
    of({ state: "connected", change: { state: "confirming_passkey" } }),
    of({ state: "connected", change: { state: "failed" } }),
    of({ state: "passkey_required" }),
  ]).toEqual(["checking_passkey", "confirming_passkey", null, null]);
});
