import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Line, isChanging, type ChangeState, type ChangeStatus } from "../src/index.ts";
import {
  FakeSocket,
  UNDER_TEST,
  authenticated,
  changing,
  freshWorld,
  liveCode,
  outcome,
  pairingError,
  snapshot,
} from "./fakes.ts";

beforeEach(freshWorld);
afterEach(() => vi.useRealTimers());

const OLD = "7900•••••63";
const NEW = "7916•••••67";
const connected = (fields: object = {}): object =>
  snapshot({ state: "connected", linked: true, phoneNumber: OLD, change: null, ...fields });

/** Opens a line whose session is connected. */
function openLine() {
  const line = new Line({ company: "997441", token: "ey.a.b", ...UNDER_TEST });
  const numbers: (string | null)[] = [];
  const errors: string[] = [];
  line.on("connected", (phone) => numbers.push(phone));
  line.on("error", ({ code }) => errors.push(code));
  line.connect();
  const socket = FakeSocket.last.opens().says(authenticated(), connected());
  return { line, socket, numbers, errors };
}

const codeFrame = (fields: object = {}): object => ({
  type: "pairing-code",
  ...liveCode(),
  correlationId: "change-1",
  requestId: "1",
  ...fields,
});

describe("a change of the number", () => {
  it("is asked for with consent, by code or QR", () => {
    const { line, socket } = openLine();
    line.changeNumber("8 916").catch(() => {});
    expect(socket.lastSent).toMatchObject({ type: "request-pairing-code", phoneNumber: "8 916", changeNumber: true });
    line.changeNumberByQr({ overrideWait: true }).catch(() => {});
    expect(socket.lastSent).toMatchObject({ type: "request-qr", changeNumber: true, overrideWait: true });
  });

  it("is in the picture beside the line, with its code", async () => {
    const { line, socket, numbers } = openLine();
    expect(line.change).toBeNull();
    const code = line.changeNumber("8 916");
    socket.says(changing({ state: "creating" }), codeFrame(), changing({}, { liveCode: liveCode() }));
    expect(await code).toMatchObject({ code: "ABCD-EFGH" });
    expect(line.change).toMatchObject({ state: "pairing_code_sent", maskedPhone: NEW });
    expect(line.picture).toMatchObject({ status: { state: "connected", phoneNumber: OLD }, liveCode: liveCode() });
    expect(numbers).toEqual([OLD]);
  });

  it("ends with the other number connected, which is told once", () => {
    const { line, socket, numbers } = openLine();
    socket.says(changing({ state: "connecting", method: null }));
    socket.says({ type: "whatsapp-connected", phoneNumber: NEW });
    socket.says(changing({ state: "logging_out", method: null, maskedPhone: OLD }, { phoneNumber: NEW }));
    socket.says(connected({ phoneNumber: NEW }));
    expect([numbers, line.change]).toEqual([[OLD, NEW], null]);
  });

  it("is not answered by the old line that comes back meanwhile", async () => {
    const { line, socket } = openLine();
    const code = line.changeNumber("8 916");
    socket.says(changing({ state: "creating" }), changing({ state: "creating" }, { state: "reconnecting" }));
    socket.says({ type: "whatsapp-connected", phoneNumber: OLD });
    expect(await outcome(code)).toBe("still waits");
    socket.says(codeFrame());
    expect(await outcome(code)).toMatchObject({ code: "ABCD-EFGH" });
  });

  it("to the number that is linked is nothing to do, also while another one is under way", async () => {
    const { line, socket } = openLine();
    socket.says(changing());
    const code = line.changeNumber("8 900");
    socket.says({ type: "whatsapp-connected", phoneNumber: OLD });
    expect(await outcome(code)).toBeNull();
  });

  it("that fails rejects with the reason, which stays in the picture", async () => {
    const { line, socket, errors } = openLine();
    const code = line.changeNumber("8 916");
    socket.says(changing({ state: "creating" }), changing({ state: "failed", code: "RATE_LIMITED" }));
    expect(await outcome(code)).toBe("still waits");
    socket.says(pairingError("RATE_LIMITED", { requestId: "1" }));
    expect(await outcome(code)).toBe("RATE_LIMITED");
    expect([line.change?.state, errors]).toEqual(["failed", []]);
  });

  it("that another client has cancelled is not awaited any more", async () => {
    const { line, socket } = openLine();
    const code = line.changeNumber("8 916");
    socket.says(changing({ state: "creating" }), connected());
    expect(await outcome(code)).toBe("NO_ANSWER");
  });

  it("that another phone has finished by the QR answers the request for a code", async () => {
    const { line, socket } = openLine();
    const code = line.changeNumber("8 916");
    socket.says(changing({ state: "creating" }), connected({ phoneNumber: NEW }));
    expect(await outcome(code)).toBe("still waits");
    socket.says({ type: "whatsapp-connected", phoneNumber: NEW });
    expect(await outcome(code)).toBeNull();
  });
});

describe("giving a change up", () => {
  it("is done when the picture has no change any more", async () => {
    const { line, socket } = openLine();
    socket.says(changing());
    const cancelled = line.cancelPairing();
    expect(socket.lastSent).toMatchObject({ type: "cancel-pairing" });
    socket.says(changing({ state: "connecting", method: null }));
    expect(await outcome(cancelled)).toBe("still waits");
    socket.says(connected());
    expect(await outcome(cancelled)).toBeUndefined();
  });

  it("is done when the change fails", async () => {
    const { line, socket } = openLine();
    socket.says(changing());
    const cancelled = line.cancelPairing();
    socket.says(changing({ state: "failed", code: "CODE_EXPIRED" }));
    expect(await outcome(cancelled)).toBeUndefined();
  });

  it("that is over already is done at once, and is told to the service all the same", async () => {
    for (const state of ["failed", "logging_out"]) {
      const { line, socket } = openLine();
      socket.says(changing({ state }));
      expect(await outcome(line.cancelPairing())).toBeUndefined();
      expect(socket.lastSent).toMatchObject({ type: "cancel-pairing" });
    }
  });
});

it("a change is under way until it has failed, or only the old device is left", () => {
  const states: readonly ChangeState[] = ["creating", "connecting", "failed", "logging_out"];
  const isUnderWay = states.map((state) => isChanging({ change: { state } as ChangeStatus }));
  expect([isUnderWay, isChanging({}), isChanging({ change: null })]).toEqual([
    [true, true, false, false],
    false,
    false,
  ]);
});
