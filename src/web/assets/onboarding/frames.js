// The service's frames as the page keeps them: only what is known, in the types that are expected, times as numbers.

import { parseTime } from "../shared/format.js";

/** @typedef {{ ru: string, en: string }} Text */

/**
 * @param {string} raw
 * @returns {object | null} the frame; null for what is none or is not known
 */
export function parseFrame(raw) {
  let frame;
  try {
    frame = JSON.parse(raw);
  } catch {
    return null;
  }
  if (frame === null || typeof frame !== "object") return null;
  if (!Object.hasOwn(READERS, frame.type)) return null;
  return { type: frame.type, serverTime: parseTime(frame.serverTime), ...READERS[frame.type](frame) };
}

/** Errors with which the service closes the line itself, and for good. */
const FINAL = ["UNAUTHORIZED", "FORBIDDEN"];

/** @returns {boolean} whether it refuses our token and not just a request */
export function isFinal(failure) {
  return FINAL.includes(failure.code);
}

/**
 * @param {object | null} frame
 * @returns {import("./connection.js").Meaning} what it means for the line it came over
 */
export function meaningOf(frame) {
  switch (frame?.type) {
    case "authenticated":
      return "welcome";
    case "session-state":
      return "proof";
    case "error":
      return isFinal(frame.failure) ? null : "later";
    default:
      return null;
  }
}

const READERS = {
  authenticated: (frame) => ({ expiresAt: parseTime(frame.expiresAt) }),
  "session-state": (frame) => ({ status: statusOf(frame), code: codeOf(frame.liveCode), qr: qrOf(frame.liveQr) }),
  "pairing-code": (frame) => ({ code: codeOf(frame) }),
  "qr-code": (frame) => ({ qr: qrOf(frame) }),
  "whatsapp-connected": (frame) => ({ phone: textOf(frame.phoneNumber) }),
  "pairing-code-error": (frame) => ({ failure: failureOf(frame, frame.code) }),
  "credentials-reset": (frame) => ({ message: messageOf(frame.message) }),
  "reset-error": (frame) => ({ failure: failureOf({ ...frame, userAction: "reset" }, frame.error) }),
  error: (frame) => ({
    failure: failureOf(frame, frame.code),
    detail: textOf(frame.detail) ?? "",
    requestId: textOf(frame.requestId),
  }),
  pong: () => ({}),
};

function statusOf(frame) {
  const failed = frame.state === "error" || frame.state === "passkey_required";
  return {
    state: textOf(frame.state),
    failure: failed ? failureOf(frame, frame.code) : null,
    nextAttemptAt: parseTime(frame.nextAttemptAt),
    phone: textOf(frame.phoneNumber),
    linked: frame.linked === true,
    pairing: pairingOf(frame.pairing),
  };
}

function pairingOf(pairing) {
  if (pairing === null || typeof pairing !== "object") return null;
  return { method: textOf(pairing.method), phoneAnswered: pairing.phoneAnswered === true };
}

function codeOf(shown) {
  if (typeof shown?.code !== "string") return null;
  return { code: shown.code, phone: textOf(shown.phoneNumber), expiresAt: parseTime(shown.expiresAt) };
}

function qrOf(shown) {
  if (typeof shown?.svg !== "string") return null;
  return { svg: shown.svg, text: textOf(shown.qr), expiresAt: parseTime(shown.expiresAt) };
}

/** A failure: its code, its sentence, what to do, how long to wait, what to tell support. */
function failureOf(frame, code) {
  return {
    code: textOf(code),
    message: messageOf(frame.message),
    action: textOf(frame.userAction) ?? "unknown",
    waitMs: typeof frame.retryAfterMs === "number" ? frame.retryAfterMs : null,
    reference: textOf(frame.correlationId),
  };
}

function messageOf(message) {
  return { ru: textOf(message?.ru) ?? "", en: textOf(message?.en) ?? "" };
}

function textOf(value) {
  return typeof value === "string" ? value : null;
}
