import type {
  CodeShown,
  ErrorCode,
  PairingCodeErrorFrame,
  PairingCodeFrame,
  PasskeyAcceptedFrame,
  PasskeyChallengeFrame,
  PasskeyCodeFrame,
  QrCodeFrame,
  QrShown,
  SessionStateFrame,
  Status,
} from "./generated/frames.ts";
import { livePasskeyOf, type LivePasskey } from "./passkey.ts";

/** Snapshot of a session: its status, and the live code, QR or request for a passkey. */
export interface Picture {
  readonly status: Status;
  readonly liveCode: CodeShown | null;
  readonly liveQr: QrShown | null;
  /** Challenge to answer or code to compare; null also while the answer is being checked. */
  readonly livePasskey: LivePasskey | null;
  /** Time of receipt by this machine's clock, in milliseconds. */
  readonly at: number;
}

/** Converts a `session-state` frame, which replaces everything known before; null when it contains no state. */
export function pictureOf(frame: SessionStateFrame, at: number): Picture | null {
  const { type: _, serverTime: __, liveCode, liveQr, livePasskey, ...status } = frame;
  if (typeof status.state !== "string") return null;
  const hasCode = typeof liveCode?.code === "string";
  const hasQr = typeof liveQr?.svg === "string";
  const passkey = livePasskeyOf(livePasskey);
  return { status, liveCode: hasCode ? liveCode : null, liveQr: hasQr ? liveQr : null, livePasskey: passkey, at };
}

/** Error codes that end a code. Other errors, of a QR for example, may leave it alive: the next picture tells. */
const CODE_ENDS: readonly ErrorCode[] = ["CODE_EXPIRED", "PAIRING_NOT_FINISHED", "SUPERSEDED"];

/** Error codes that end a challenge. */
const PASSKEY_ENDS: readonly ErrorCode[] = [
  "PASSKEY_EXPIRED",
  "PASSKEY_REFUSED",
  "PASSKEY_NOT_CONFIRMED",
  "PASSKEY_REQUIRED",
  "SUPERSEDED",
];

/** Frame between two pictures that changes what is shown. */
export type ShownFrame =
  | PairingCodeFrame
  | QrCodeFrame
  | PasskeyChallengeFrame
  | PasskeyCodeFrame
  | PasskeyAcceptedFrame
  | PairingCodeErrorFrame;

/** Applies a frame that arrives between two pictures to the last one. */
export function merged(picture: Picture, frame: ShownFrame, at: number): Picture {
  switch (frame.type) {
    case "pairing-code": {
      const { code, phoneNumber, expiresAt } = frame;
      return { ...picture, liveCode: { code, phoneNumber, expiresAt }, at };
    }
    case "qr-code": {
      const { qr, svg, expiresAt } = frame;
      return { ...picture, liveQr: { qr, svg, expiresAt }, at };
    }
    case "passkey-challenge":
    case "passkey-code": {
      const livePasskey = livePasskeyOf(frame);
      return livePasskey === null ? picture : { ...picture, livePasskey, at };
    }
    case "passkey-accepted": {
      const isLive = picture.livePasskey?.challengeId === frame.challengeId;
      return isLive ? { ...picture, livePasskey: null, at } : picture;
    }
    case "pairing-code-error": {
      const liveCode = CODE_ENDS.includes(frame.code) ? null : picture.liveCode;
      const livePasskey = PASSKEY_ENDS.includes(frame.code) ? null : picture.livePasskey;
      const isSame = liveCode === picture.liveCode && livePasskey === picture.livePasskey;
      return isSame ? picture : { ...picture, liveCode, livePasskey, at };
    }
  }
}
