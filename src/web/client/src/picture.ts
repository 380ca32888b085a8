import type {
  CodeShown,
  ErrorCode,
  PairingCodeErrorFrame,
  PairingCodeFrame,
  QrCodeFrame,
  QrShown,
  SessionStateFrame,
  Status,
} from "./generated/frames.ts";

/** Snapshot of a session: its status, and the live code or QR. */
export interface Picture {
  readonly status: Status;
  readonly liveCode: CodeShown | null;
  readonly liveQr: QrShown | null;
  /** Time of receipt by this machine's clock, in milliseconds. */
  readonly at: number;
}

/** Converts a `session-state` frame, which replaces everything known before; null when it contains no state. */
export function pictureOf(frame: SessionStateFrame, at: number): Picture | null {
  const { type: _, serverTime: __, liveCode, liveQr, ...status } = frame;
  if (typeof status.state !== "string") return null;
  const hasCode = typeof liveCode?.code === "string";
  const hasQr = typeof liveQr?.svg === "string";
  return { status, liveCode: hasCode ? liveCode : null, liveQr: hasQr ? liveQr : null, at };
}

/** Error codes that end a code. Other errors, of a QR for example, may leave it alive: the next picture tells. */
const CODE_ENDS: readonly ErrorCode[] = ["CODE_EXPIRED", "PAIRING_NOT_FINISHED", "SUPERSEDED"];

/** Applies a frame that arrives between two pictures to the last one. */
export function merged(
  picture: Picture,
  frame: PairingCodeFrame | QrCodeFrame | PairingCodeErrorFrame,
  at: number,
): Picture {
  switch (frame.type) {
    case "pairing-code": {
      const { code, phoneNumber, expiresAt } = frame;
      return { ...picture, liveCode: { code, phoneNumber, expiresAt }, at };
    }
    case "qr-code": {
      const { qr, svg, expiresAt } = frame;
      return { ...picture, liveQr: { qr, svg, expiresAt }, at };
    }
    case "pairing-code-error":
      return CODE_ENDS.includes(frame.code) && picture.liveCode !== null ? { ...picture, liveCode: null, at } : picture;
  }
}
