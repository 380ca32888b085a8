import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Line, LineError, type Picture } from "../src/index.ts";
import {
  FakeSocket,
  SERVER_AHEAD,
  SERVER_START,
  START,
  UNDER_TEST,
  authenticated,
  freshWorld,
  liveCode,
  liveQr,
  outcome,
  pairing,
  pairingError,
  refusal,
  snapshot,
} from "./fakes.ts";

beforeEach(freshWorld);
afterEach(() => vi.useRealTimers());

/** Opens an authenticated line with these frames; by default with a first picture. */
function openLine(...frames: object[]) {
  const line = new Line({ company: "997441", token: "ey.a.b", ...UNDER_TEST });
  const pictures: Picture[] = [];
  const errors: LineError[] = [];
  const connected: (string | null)[] = [];
  line.on("picture", (picture) => pictures.push(picture));
  line.on("error", (error) => errors.push(error));
  line.on("connected", (phone) => connected.push(phone));
  line.connect();
  const socket = FakeSocket.last.opens().says(authenticated(), ...(frames.length > 0 ? frames : [snapshot()]));
  return { line, socket, pictures, errors, connected };
}

/** Resolves to the value of a promise, or the code of its error. */
async function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => (error as LineError).code);
}

const codeFrame = (fields: object = {}): object => ({
  type: "pairing-code",
  ...liveCode(),
  correlationId: "pairing-2",
  serverTime: "2026-11-23T00:00:00Z",
  ...fields,
});
const qrFrame = (fields: object = {}): object => ({
  type: "qr-code",
  ...liveQr(),
  serverTime: "2026-11-23T00:00:00Z",
  ...fields,
});

describe("the picture", () => {
  it("is what the last session-state says, whole", () => {
    const { line, socket, pictures } = openLine();
    socket.says(snapshot({ state: "pairing_code_sent", pairing: pairing(), liveCode: liveCode() }));
    expect(pictures.length).toBe(2);
    expect(line.picture).toMatchObject({
      status: { state: "pairing_code_sent" },
      liveCode: liveCode(),
      liveQr: null,
      at: START,
    });
    expect(Object.keys(line.picture!.status)).not.toContain("serverTime");
    socket.says(snapshot());
    expect(line.picture).toMatchObject({ status: { state: "idle" }, liveCode: null, liveQr: null });
  });

  it("is told at once to one who comes later, until that one has enough", () => {
    const { line, socket } = openLine();
    const listener = vi.fn();
    const off = line.on("picture", listener);
    expect(listener).toHaveBeenCalledWith(line.picture);
    off();
    socket.says(snapshot());
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it("has the code and the QR that came since", () => {
    const { line, socket } = openLine();
    socket.says(codeFrame(), qrFrame());
    expect(line.picture).toMatchObject({ liveCode: liveCode(), liveQr: liveQr() });
    expect(Object.keys(line.picture!.liveCode!)).toEqual(["code", "phoneNumber", "expiresAt"]);
  });

  it("loses a code that died, but not because something else was refused", () => {
    const { line, socket, pictures } = openLine();
    socket.says(codeFrame());
    for (const code of ["INVALID_PHONE", "PHONE_MISMATCH", "RATE_LIMITED", "PAIRING_CODE_FAILED"]) {
      socket.says(pairingError(code));
      expect(line.picture?.liveCode, code).toEqual(liveCode());
    }
    socket.says(pairingError("CODE_EXPIRED"));
    expect(line.picture?.liveCode).toBeNull();
    socket.says(codeFrame(), pairingError("PAIRING_NOT_FINISHED"));
    expect(line.picture?.liveCode).toBeNull();
    const before = pictures.length;
    socket.says(pairingError("CODE_EXPIRED"));
    expect(pictures.length).toBe(before);
  });

  it("does not take in what has the wrong type", () => {
    const { line, socket } = openLine();
    socket.says(snapshot({ state: 7 }), snapshot({ state: "error", liveCode: { code: 5 }, liveQr: [] }));
    expect(line.picture).toMatchObject({ status: { state: "error" }, liveCode: null, liveQr: null });
  });

  it("stays when the socket is lost, and is replaced by the next one", () => {
    const { line, socket } = openLine();
    socket.ends();
    expect(line.picture).not.toBeNull();
  });

  it("does not come from what is no frame, or none we know", () => {
    const { socket, pictures, errors } = openLine();
    socket.says("", "{", "null", "5", "[]", "{}", '{"type":7}', '{"type":"news"}', '{"type":"constructor"}');
    expect([pictures.length, errors.length]).toEqual([1, 0]);
  });
});

describe("the service's clock", () => {
  it("is known from any frame that tells it, and goes on between them", () => {
    const { line, socket } = openLine();
    expect(line.serverNow()).toBe(SERVER_START);
    vi.advanceTimersByTime(1234);
    expect(line.serverNow()).toBe(SERVER_START + 1234);
    socket.says({ type: "pong", serverTime: "2026-11-23T00:00:09.123456789Z" });
    expect(line.serverNow()).toBe(SERVER_START + 9123);
  });

  it("is this machine's before the first frame", () => {
    const line = new Line({ company: "997441", ...UNDER_TEST });
    expect(line.serverNow()).toBe(START);
    expect(SERVER_START - START).toBe(SERVER_AHEAD);
  });
});

describe("a pairing code", () => {
  it("is given to the one who asked for it", async () => {
    const { line, socket } = openLine();
    const code = line.requestPairingCode("8 (900) 646-42-63");
    expect(socket.lastSent).toEqual({ type: "request-pairing-code", phoneNumber: "8 (900) 646-42-63", requestId: "1" });
    socket.says(codeFrame({ requestId: "1" }));
    expect(await code).toEqual({ ...liveCode(), correlationId: "pairing-2" });
  });

  it("that is refused is an error with sentence, action, wait and what to tell support", async () => {
    const { line, socket, errors } = openLine();
    const code = line.requestPairingCode("1");
    socket.says(pairingError("RATE_LIMITED", { requestId: "1", userAction: "wait", retryAfterMs: 9000 }));
    const error = (await code.catch((error: unknown) => error)) as LineError;
    expect(error).toBeInstanceOf(LineError);
    expect(error).toMatchObject({
      name: "LineError",
      code: "RATE_LIMITED",
      text: { en: "RATE_LIMITED in English" },
      userAction: "wait",
      retryAfterMs: 9000,
      correlationId: "pairing-2",
    });
    expect(errors).toEqual([]);
  });

  it("for another number than the linked one is refused with that number", async () => {
    const { line, socket } = openLine(snapshot({ state: "connected", linked: true }));
    const code = line.requestPairingCode("2", { changeNumber: false });
    expect(socket.lastSent).toEqual({ type: "request-pairing-code", phoneNumber: "2", requestId: "1" });
    const said = { requestId: "1", userAction: "change_number", storedPhone: "7900•••••63" };
    socket.says(pairingError("PHONE_MISMATCH", said));
    const error = await code.catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "PHONE_MISMATCH", userAction: "change_number", storedPhone: "7900•••••63" });
  });

  it("says aloud that the number is to change, or the wait to be lifted", () => {
    const { line, socket } = openLine();
    line.requestPairingCode("2", { changeNumber: true, overrideWait: true }).catch(() => {});
    expect(socket.lastSent).toMatchObject({ phoneNumber: "2", changeNumber: true, overrideWait: true });
    line.requestQr({ changeNumber: true }).catch(() => {});
    expect(socket.lastSent).toEqual({ type: "request-qr", changeNumber: true, requestId: "2" });
    line.requestQr({ overrideWait: true }).catch(() => {});
    expect(socket.lastSent).toEqual({ type: "request-qr", overrideWait: true, requestId: "3" });
  });

  it("asked for while connecting is asked for as soon as we are let in", async () => {
    const line = new Line({ company: "997441", token: "ey.a.b", ...UNDER_TEST });
    line.connect();
    const code = line.requestPairingCode("1");
    const socket = FakeSocket.last.opens();
    expect(socket.kinds()).toEqual(["authenticate"]);
    socket.says(authenticated());
    expect(socket.kinds()).toEqual(["authenticate", "request-pairing-code"]);
    socket.says(snapshot(), codeFrame({ requestId: "1" }));
    expect(await code).toMatchObject({ code: "ABCD-EFGH" });
  });

  it("is nothing when the phone is linked and connected already", async () => {
    const { line, socket } = openLine();
    const code = line.requestPairingCode("1");
    socket.says({ type: "whatsapp-connected", phoneNumber: "7900•••••63" });
    expect(await code).toBeNull();
  });

  it("for one number is not awaited any more when one for another number is asked for", async () => {
    const { line, socket, errors } = openLine();
    const first = line.requestPairingCode("1");
    const second = line.requestPairingCode("2");
    expect(await settled(first)).toBe("NO_ANSWER");
    // The end of the earlier pairing is not an error for the client that superseded it.
    socket.says(pairingError("SUPERSEDED"), codeFrame({ requestId: "2" }));
    expect(errors).toEqual([]);
    expect(await second).toMatchObject({ code: "ABCD-EFGH" });
  });

  it("that nobody here asked for and that dies is an error that listeners hear", () => {
    const { socket, errors } = openLine();
    socket.says(pairingError("SUPERSEDED"), pairingError("CODE_EXPIRED"));
    expect(errors.map(({ code }) => code)).toEqual(["SUPERSEDED", "CODE_EXPIRED"]);
  });

  it("is not awaited any more when somebody else gave the pairing up", async () => {
    const { line, socket } = openLine();
    const code = line.requestPairingCode("1");
    socket.says(snapshot());
    expect(await outcome(code)).toBe("still waits");
    socket.says(snapshot({ state: "creating", pairing: pairing() }), snapshot());
    expect(await settled(code)).toBe("NO_ANSWER");
  });
});

describe("a QR", () => {
  it("is given to everyone who asked, whoever's request it answers", async () => {
    const { line, socket } = openLine();
    const [first, second] = [line.requestQr(), line.requestQr()];
    socket.says(qrFrame({ requestId: "2" }));
    expect(await Promise.all([first, second])).toEqual([liveQr(), liveQr()]);
  });

  it("may come with the picture", async () => {
    const { line, socket } = openLine();
    const qr = line.requestQr();
    socket.says(snapshot({ state: "pairing_code_sent", pairing: pairing({ method: "qr" }), liveQr: liveQr() }));
    expect(await qr).toEqual(liveQr());
  });

  it("of a linked session means that it tries to connect, and is nothing when it has", async () => {
    const { line, socket } = openLine(snapshot({ state: "reconnecting", linked: true }));
    const qr = line.requestQr();
    socket.says({ type: "whatsapp-connected", phoneNumber: "7900•••••63" });
    expect(await qr).toBeNull();
  });
});

describe("giving up", () => {
  it("is done when the picture has no pairing any more", async () => {
    const { line, socket } = openLine(snapshot({ state: "creating", pairing: pairing() }));
    const cancelled = line.cancelPairing();
    expect(socket.lastSent).toEqual({ type: "cancel-pairing", requestId: "1" });
    socket.says(snapshot({ state: "pairing_code_sent", pairing: pairing() }));
    expect(await outcome(cancelled)).toBe("still waits");
    socket.says(snapshot());
    expect(await cancelled).toBeUndefined();
  });

  it("nothing is done at once", async () => {
    const { line } = openLine();
    expect(await line.cancelPairing()).toBeUndefined();
  });

  it("what was asked for just now waits for the service", async () => {
    const { line, socket } = openLine();
    line.requestPairingCode("1").catch(() => {});
    const cancelled = line.cancelPairing();
    expect(await outcome(cancelled)).toBe("still waits");
    socket.says(snapshot({ state: "creating", pairing: pairing() }), snapshot());
    expect(await cancelled).toBeUndefined();
  });

  it("may be refused", async () => {
    const { line, socket } = openLine(snapshot({ state: "creating", pairing: pairing() }));
    const cancelled = line.cancelPairing();
    socket.says(refusal("STORE_UNAVAILABLE", { requestId: "1" }));
    expect(await settled(cancelled)).toBe("STORE_UNAVAILABLE");
  });
});

describe("a reset", () => {
  it("is answered when nothing is left", async () => {
    const { line, socket } = openLine();
    const reset = line.reset();
    const message = { ru: "Сброшено", en: "Reset" };
    socket.says({ type: "credentials-reset", success: true, sessionId: "997441", message, requestId: "1" });
    expect(await reset).toEqual({ message });
  });

  it("that failed can be tried again", async () => {
    const { line, socket } = openLine();
    const reset = line.reset();
    const message = { ru: "а", en: "b" };
    socket.says({ type: "reset-error", error: "STORE_UNAVAILABLE", message, correlationId: "reset-1", requestId: "1" });
    const error = await reset.catch((error: unknown) => error);
    expect(error).toMatchObject({
      code: "STORE_UNAVAILABLE",
      userAction: "reset",
      correlationId: "reset-1",
      text: message,
    });
  });
});

describe("a request", () => {
  it("that is not understood is refused, and the line stays", async () => {
    const { line, socket, errors } = openLine();
    const pong = line.ping();
    socket.says(refusal("TOO_MANY_REQUESTS", { requestId: "1", retryAfterMs: 300, detail: "too many frames" }));
    const error = (await pong.catch((error: unknown) => error)) as LineError;
    expect(error).toMatchObject({ code: "TOO_MANY_REQUESTS", retryAfterMs: 300, userAction: "wait" });
    expect(error.message).toBe("TOO_MANY_REQUESTS: too many frames");
    expect([errors.length, line.connection.state]).toEqual([0, "open"]);
  });

  it("is answered by its id only", async () => {
    const { line, socket } = openLine();
    const [first, second] = [line.ping(), line.ping()];
    socket.says({ type: "pong", requestId: "2" });
    expect(await second).toBeUndefined();
    expect(await outcome(first)).toBe("still waits");
    socket.says({ type: "pong" }, { type: "pong", requestId: "7" }, { type: "pong", requestId: "1" });
    expect(await first).toBeUndefined();
  });

  it("that nobody answers within half a minute is given up", async () => {
    const { line, socket } = openLine();
    const code = settled(line.requestPairingCode("1"));
    vi.advanceTimersByTime(15_000);
    socket.says(snapshot());
    vi.advanceTimersByTime(15_000);
    expect(await code).toBe("NO_ANSWER");
  });

  it("is lost with the socket, whatever ends that", async () => {
    const ends: ((it: ReturnType<typeof openLine>) => void)[] = [
      ({ socket }) => socket.ends(1006),
      ({ socket }) => socket.ends(4401),
      ({ line }) => line.close(),
      ({ socket }) => socket.says(refusal("UNAUTHORIZED")),
    ];
    for (const end of ends) {
      const it = openLine();
      const code = it.line.requestPairingCode("1");
      end(it);
      expect(await settled(code)).toBe("OFFLINE");
      it.line.close();
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  it("without a socket is refused at once", async () => {
    const line = new Line({ company: "997441", ...UNDER_TEST });
    expect(await settled(line.ping())).toBe("OFFLINE");
    line.connect();
    FakeSocket.last.ends();
    expect(await settled(line.ping())).toBe("OFFLINE");
  });
});

describe("connected", () => {
  it("is said once, by the frame or by the picture, and again after it was over", () => {
    const { socket, connected } = openLine();
    const stands = snapshot({ state: "connected", linked: true, phoneNumber: "7900•••••63" });
    socket.says({ type: "whatsapp-connected", phoneNumber: "7900•••••63" }, stands, stands);
    expect(connected).toEqual(["7900•••••63"]);
    socket.says(snapshot({ state: "reconnecting", linked: true }), stands);
    expect(connected).toEqual(["7900•••••63", "7900•••••63"]);
  });

  it("is said to one who comes to a session that is", () => {
    const { connected } = openLine(snapshot({ state: "connected", linked: true }));
    expect(connected).toEqual([null]);
  });
});

describe("an error that answers no request", () => {
  it("is heard by listeners, with what engineers are told", () => {
    const { socket, errors } = openLine();
    socket.says(refusal("BAD_REQUEST", { detail: "unknown type" }));
    expect(errors[0]).toMatchObject({ code: "BAD_REQUEST", message: "BAD_REQUEST: unknown type", userAction: "retry" });
  });
});
