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

/** How a session looks, and what is on its screen. */
export interface Picture {
  readonly status: Status;
  readonly liveCode: CodeShown | null;
  readonly liveQr: QrShown | null;
  /** When it came, by this machine's clock. */
  readonly at: number;
}

/** Whatever `session-state` says replaces what was known before; null when it says nothing that could be shown. */
export function pictureOf(frame: SessionStateFrame, at: number): Picture | null {
  const { type: _, serverTime: __, liveCode, liveQr, ...status } = frame;
  if (typeof status.state !== "string") return null;
  const hasCode = typeof liveCode?.code === "string";
  const hasQr = typeof liveQr?.svg === "string";
  return { status, liveCode: hasCode ? liveCode : null, liveQr: hasQr ? liveQr : null, at };
}

/** With these a code is dead. What else is refused or goes wrong, a QR say, may leave it alive: the next picture tells. */
const CODE_ENDS: readonly ErrorCode[] = ["CODE_EXPIRED", "PAIRING_NOT_FINISHED", "SUPERSEDED"];

/** What a frame between two pictures changes in the last one. */
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
