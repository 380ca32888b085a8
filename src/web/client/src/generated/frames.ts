// Written by `npm run generate` from docs/asyncapi.json. Do not edit.

/**
 * The marketplace's own id of a salon.
 */
export type CompanyId = string;
/**
 * One id follows a request through every log line and journal entry; it is what a person reads to support.
 */
export type CorrelationId = string;
/**
 * What went wrong.
 *
 * - `INVALID_PHONE`: What was typed is no phone number.
 * - `PHONE_MISMATCH`: Another number than the linked one was asked for, without the consent to change the number.
 * - `PHONE_IN_USE`: Another company has linked this phone, or the same WhatsApp account under another way of writing its number.
 * - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read.
 * - `RATE_LIMITED`: WhatsApp throttles the number, or a limit of codes is reached: the number's, the company's (5 numbers, 10 codes a day) or the onboarding link's (3 numbers); or the company has begun 30 pairings within the hour, by code or QR.
 * - `LINKING_UNAVAILABLE`: WhatsApp does not link this account by number (452).
 * - `PASSKEY_REQUIRED`: WhatsApp demands a passkey that only web.whatsapp.com can present.
 * - `PAIRING_TIMEOUT`: No code came within 20 s, retries included.
 * - `CODE_EXPIRED`: The code (180 s) or the last QR ran out, or WhatsApp wants another code.
 * - `PAIRING_NOT_FINISHED`: The phone answered the code, but WhatsApp did not say within 60 s that it is linked (a wrong code, or four devices are linked already); or the process died in the middle of the linking.
 * - `SUPERSEDED`: Another request took the pairing's place.
 * - `PAIRING_CODE_FAILED`: WhatsApp refused to give a code or to finish with it, or its word that the phone is linked does not verify, for a reason that has no code of its own.
 * - `NETWORK_ERROR`: The connection to WhatsApp was lost while a phone was being linked.
 * - `WRONG_PHONE_LINKED`: Another phone scanned or typed than the one that was asked for.
 * - `LOGGED_OUT`: The phone unlinked this device, or the account's devices do not match (401, 411, 516, device_removed).
 * - `REMOVED_AFTER_LINK`: WhatsApp removed the device less than 5 minutes after it was linked: a judgement on the account.
 * - `REPLACED`: Another connection uses these credentials (409, 440, conflict replaced).
 * - `TEMPORARILY_BANNED`: WhatsApp has banned the account for a time (402).
 * - `BANNED`: WhatsApp has banned the account (406).
 * - `ACCOUNT_LOCKED`: WhatsApp has locked the account (403).
 * - `CLIENT_OUTDATED`: WhatsApp refuses our client version (405), for every session.
 * - `DISCONNECTED`: A person disconnected the session.
 * - `RESTART_LIMIT`: The session's actor died more often than its restart policy allows.
 * - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping.
 * - `UNAUTHORIZED`: No credentials were presented.
 * - `FORBIDDEN`: The presented credentials do not allow it.
 * - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open.
 * - `NOT_FOUND`: There is no such path.
 * - `BAD_REQUEST`: The request or frame is malformed.
 * - `INTERNAL`: A fault of ours: WhatsApp refuses our protocol or configuration (400, 409, 415, 418, 501 at connect), or its certificate cannot be trusted.
 */
export type ErrorCode =
  | "INVALID_PHONE"
  | "PHONE_MISMATCH"
  | "PHONE_IN_USE"
  | "CREDENTIALS_CONFLICT"
  | "RATE_LIMITED"
  | "LINKING_UNAVAILABLE"
  | "PASSKEY_REQUIRED"
  | "PAIRING_TIMEOUT"
  | "CODE_EXPIRED"
  | "PAIRING_NOT_FINISHED"
  | "SUPERSEDED"
  | "PAIRING_CODE_FAILED"
  | "NETWORK_ERROR"
  | "WRONG_PHONE_LINKED"
  | "LOGGED_OUT"
  | "REMOVED_AFTER_LINK"
  | "REPLACED"
  | "TEMPORARILY_BANNED"
  | "BANNED"
  | "ACCOUNT_LOCKED"
  | "CLIENT_OUTDATED"
  | "DISCONNECTED"
  | "RESTART_LIMIT"
  | "STORE_UNAVAILABLE"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "TOO_MANY_REQUESTS"
  | "NOT_FOUND"
  | "BAD_REQUEST"
  | "INTERNAL";
/**
 * How the device is being linked. Both run on one connection; whichever completes first wins.
 */
export type PairingMethod = "code" | "qr";
/**
 * The name of a state.
 */
export type StateName =
  | "idle"
  | "creating"
  | "waiting_for_pairing_code"
  | "pairing_code_sent"
  | "connecting"
  | "connected"
  | "reconnecting"
  | "passkey_required"
  | "error";
/**
 * What the person in front of the screen can do about it.
 */
export type UserAction = "none" | "retry" | "reset" | "change_number" | "use_qr" | "wait" | "contact_support";
/**
 * A token. Prints hidden: it is a secret.
 */
export type Token = string;

/**
 * A code on the screen.
 */
export interface CodeShown {
  /**
   * `ABCD-EFGH`.
   */
  code: string;
  /**
   * When it stops to work.
   */
  expiresAt: string;
  /**
   * The number it is for, in full: whoever sees the code typed the number.
   */
  phoneNumber: string;
}
/**
 * A pairing's status.
 */
export interface PairingStatus {
  /**
   * Which try this is.
   */
  attempt: number;
  /**
   * Until when the code works.
   */
  codeExpiresAt?: string | null;
  /**
   * By code or QR.
   */
  method: PairingMethod;
  /**
   * Whether the phone has answered.
   */
  phoneAnswered: boolean;
}
/**
 * A QR on the screen.
 */
export interface QrShown {
  /**
   * When the next one replaces it.
   */
  expiresAt: string;
  /**
   * What it encodes.
   */
  qr: string;
  /**
   * The picture.
   */
  svg: string;
}
/**
 * A session in the list of all.
 */
export interface SessionRow {
  /**
   * Why it is parked.
   */
  code?: ErrorCode | null;
  /**
   * Whose session.
   */
  companyId: CompanyId;
  /**
   * For support.
   */
  correlationId: CorrelationId;
  /**
   * Whether a phone is linked, connected or not.
   */
  linked: boolean;
  /**
   * The code's sentence.
   */
  message?: Text | null;
  /**
   * When the next attempt to connect is made.
   */
  nextAttemptAt?: string | null;
  /**
   * The pairing under way.
   */
  pairing?: PairingStatus | null;
  /**
   * The number that is linked, or being linked, masked.
   */
  phoneNumber?: string | null;
  /**
   * In how many milliseconds trying again makes sense.
   */
  retryAfterMs?: number | null;
  /**
   * Since when it is in this state.
   */
  since: string;
  /**
   * The state.
   */
  state: StateName;
  /**
   * What a person can do.
   */
  userAction: UserAction;
  /**
   * How often it was restarted since the service has known of it without a break.
   */
  restarts: number;
}
/**
 * One sentence in Russian and English. Frames carry both, so that a page can switch language without asking again.
 */
export interface Text {
  /**
   * The sentence in English.
   */
  en: string;
  /**
   * The sentence in Russian.
   */
  ru: string;
}
/**
 * A session's status. Nothing in it is secret: numbers are masked, codes absent.
 */
export interface Status {
  /**
   * Why it is parked.
   */
  code?: ErrorCode | null;
  /**
   * Whose session.
   */
  companyId: CompanyId;
  /**
   * For support.
   */
  correlationId: CorrelationId;
  /**
   * Whether a phone is linked, connected or not.
   */
  linked: boolean;
  /**
   * The code's sentence.
   */
  message?: Text | null;
  /**
   * When the next attempt to connect is made.
   */
  nextAttemptAt?: string | null;
  /**
   * The pairing under way.
   */
  pairing?: PairingStatus | null;
  /**
   * The number that is linked, or being linked, masked.
   */
  phoneNumber?: string | null;
  /**
   * In how many milliseconds trying again makes sense.
   */
  retryAfterMs?: number | null;
  /**
   * Since when it is in this state.
   */
  since: string;
  /**
   * The state.
   */
  state: StateName;
  /**
   * What a person can do.
   */
  userAction: UserAction;
}
/**
 * I have taken in the last `sessions` frame; the next one comes after this.
 */
export interface AckFrame {
  type: "ack";
  correlationId?: CorrelationId;
  /**
   * Comes back in the answer.
   */
  requestId?: string;
  /**
   * Of that frame.
   */
  seq: number;
}
/**
 * This is who I am. Needed within a few seconds where the upgrade has not said it, and possible later to stay longer.
 */
export interface AuthenticateFrame {
  type: "authenticate";
  correlationId?: CorrelationId;
  /**
   * Comes back in the answer.
   */
  requestId?: string;
  /**
   * The token of an onboarding link.
   */
  token: Token;
}
/**
 * The client is known: the picture follows, if it has not been sent before.
 */
export interface AuthenticatedFrame {
  type: "authenticated";
  /**
   * When the socket is closed unless a token that counts longer comes before.
   */
  expiresAt?: string | null;
  /**
   * Of the frame that this answers.
   */
  requestId?: string | null;
}
/**
 * Give up the pairing under way.
 */
export interface CancelPairingFrame {
  type: "cancel-pairing";
  correlationId?: CorrelationId;
  /**
   * Comes back in the answer.
   */
  requestId?: string;
}
/**
 * Nothing is left.
 */
export interface CredentialsResetFrame {
  type: "credentials-reset";
  message: Text;
  /**
   * Of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * The company.
   */
  sessionId: string;
  /**
   * Always true.
   */
  success: boolean;
}
/**
 * The frame was not understood or not taken, or the socket is about to be closed.
 */
export interface ErrorFrame {
  type: "error";
  code: ErrorCode;
  /**
   * More, in English.
   */
  detail: string;
  message: Text;
  /**
   * Of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * In how many milliseconds trying again makes sense, where that is known.
   */
  retryAfterMs?: number | null;
}
/**
 * A code to type.
 */
export interface PairingCodeFrame {
  type: "pairing-code";
  /**
   * `ABCD-EFGH`.
   */
  code: string;
  /**
   * When it stops to work.
   */
  expiresAt: string;
  /**
   * The number it is for, in full: whoever sees the code typed the number.
   */
  phoneNumber: string;
  /**
   * Of the pairing.
   */
  correlationId: string;
  /**
   * Of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * The service's clock.
   */
  serverTime: string;
}
/**
 * No code, or a dead one.
 */
export interface PairingCodeErrorFrame {
  type: "pairing-code-error";
  code: ErrorCode;
  /**
   * Of the pairing.
   */
  correlationId: string;
  message: Text;
  /**
   * Of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * In how many milliseconds asking again makes sense, where that is known.
   */
  retryAfterMs?: number | null;
  /**
   * With `PHONE_MISMATCH`: the linked number, masked.
   */
  storedPhone?: string | null;
  userAction: UserAction;
}
/**
 * Are you there?
 */
export interface PingFrame {
  type: "ping";
  correlationId?: CorrelationId;
  /**
   * Comes back in the answer.
   */
  requestId?: string;
}
/**
 * Yes.
 */
export interface PongFrame {
  type: "pong";
  /**
   * Of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * The service's clock.
   */
  serverTime: string;
}
/**
 * A QR to scan.
 */
export interface QrCodeFrame {
  type: "qr-code";
  /**
   * When the next one replaces it.
   */
  expiresAt: string;
  /**
   * What it encodes.
   */
  qr: string;
  /**
   * The picture.
   */
  svg: string;
  /**
   * Of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * The service's clock.
   */
  serverTime: string;
}
/**
 * Link a phone by code.
 */
export interface RequestPairingCodeFrame {
  type: "request-pairing-code";
  /**
   * The linked number may be replaced by this one. Without it another number is answered `PHONE_MISMATCH`.
   */
  changeNumber?: boolean;
  correlationId?: CorrelationId;
  /**
   * Lift the wait after `REMOVED_AFTER_LINK`. An operator's to say; it does not count from an onboarding page.
   */
  overrideWait?: boolean;
  /**
   * The number, national or international, in whatever form people write it.
   */
  phoneNumber: string;
  /**
   * Comes back in the answer.
   */
  requestId?: string;
}
/**
 * Show a QR.
 */
export interface RequestQrFrame {
  type: "request-qr";
  /**
   * The linked number may be replaced by that of whichever phone scans. Without it a linked session stays as it is.
   */
  changeNumber?: boolean;
  correlationId?: CorrelationId;
  /**
   * Lift the wait after `REMOVED_AFTER_LINK`. An operator's to say; it does not count from an onboarding page.
   */
  overrideWait?: boolean;
  /**
   * Comes back in the answer.
   */
  requestId?: string;
}
/**
 * The reset did not happen.
 */
export interface ResetErrorFrame {
  type: "reset-error";
  /**
   * Of the request.
   */
  correlationId: string;
  error: ErrorCode;
  message: Text;
  /**
   * Of the frame that this answers.
   */
  requestId?: string | null;
}
/**
 * Remove the connection and everything that is stored of it.
 */
export interface ResetWhatsappCredentialsFrame {
  type: "reset-whatsapp-credentials";
  correlationId?: CorrelationId;
  /**
   * Comes back in the answer.
   */
  requestId?: string;
}
/**
 * The picture: at once after connecting, then at each change.
 */
export interface SessionStateFrame {
  type: "session-state";
  /**
   * Why it is parked.
   */
  code?: ErrorCode | null;
  /**
   * Whose session.
   */
  companyId: CompanyId;
  /**
   * For support.
   */
  correlationId: CorrelationId;
  /**
   * Whether a phone is linked, connected or not.
   */
  linked: boolean;
  /**
   * The code's sentence.
   */
  message?: Text | null;
  /**
   * When the next attempt to connect is made.
   */
  nextAttemptAt?: string | null;
  /**
   * The pairing under way.
   */
  pairing?: PairingStatus | null;
  /**
   * The number that is linked, or being linked, masked.
   */
  phoneNumber?: string | null;
  /**
   * In how many milliseconds trying again makes sense.
   */
  retryAfterMs?: number | null;
  /**
   * Since when it is in this state.
   */
  since: string;
  /**
   * The state.
   */
  state: StateName;
  /**
   * What a person can do.
   */
  userAction: UserAction;
  /**
   * The code on the screen.
   */
  liveCode?: CodeShown | null;
  /**
   * The QR on the screen.
   */
  liveQr?: QrShown | null;
  /**
   * The service's clock, by which a page counts down.
   */
  serverTime: string;
}
/**
 * Sessions that look different since the last such frame; each once, as it is now.
 */
export interface SessionsFrame {
  type: "sessions";
  /**
   * Whose numbers `from` and `seq` are: they begin anew with the process.
   */
  epoch: string;
  /**
   * Where the reader was. Zero: whatever it knew of sessions is to be forgotten.
   */
  from: number;
  /**
   * Companies that have no session any more.
   */
  gone: CompanyId[];
  /**
   * Whether there is more; it comes after the `ack`.
   */
  more: boolean;
  /**
   * Where it is with this frame: what `ack` and a later `watch` bring back.
   */
  seq: number;
  /**
   * The service's clock.
   */
  serverTime: string;
  /**
   * The sessions.
   */
  sessions: SessionRow[];
}
/**
 * Tell me of all sessions. Said once, first. Who was here before says how far it had read, and hears what changed since.
 */
export interface WatchFrame {
  type: "watch";
  correlationId?: CorrelationId;
  /**
   * Of the last `sessions` frame.
   */
  epoch?: string | null;
  /**
   * Comes back in the answer.
   */
  requestId?: string;
  /**
   * Of the last `sessions` frame.
   */
  seq?: number | null;
}
/**
 * The phone is linked and the line stands.
 */
export interface WhatsappConnectedFrame {
  type: "whatsapp-connected";
  /**
   * The number, masked.
   */
  phoneNumber: string;
}

/** What a client may send. */
export type BoardClientFrame = WatchFrame | AckFrame | PingFrame;

/** What a client may send. */
export type ClientFrame =
  | RequestPairingCodeFrame
  | RequestQrFrame
  | CancelPairingFrame
  | ResetWhatsappCredentialsFrame
  | AuthenticateFrame
  | PingFrame;

/** What a client is sent. */
export type BoardServerFrame = SessionsFrame | PongFrame | ErrorFrame;

/** What a client is sent. */
export type ServerFrame =
  | SessionStateFrame
  | PairingCodeFrame
  | QrCodeFrame
  | WhatsappConnectedFrame
  | PairingCodeErrorFrame
  | CredentialsResetFrame
  | ResetErrorFrame
  | AuthenticatedFrame
  | PongFrame
  | ErrorFrame;
