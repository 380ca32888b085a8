// Written by `npm run generate` from docs/asyncapi.json. Do not edit.

/**
 * State of a change of the phone.
 */
export type ChangeState =
  | "creating"
  | "waiting_for_pairing_code"
  | "pairing_code_sent"
  | "waiting_for_passkey"
  | "checking_passkey"
  | "confirming_passkey"
  | "connecting"
  | "logging_out"
  | "failed";
/**
 * Error code.
 *
 * - `INVALID_PHONE`: What was typed is no phone number.
 * - `PHONE_MISMATCH`: Another number than the linked one was asked for, without the consent to change the number.
 * - `PHONE_IN_USE`: Another company has linked this phone, or the same WhatsApp account under another way of writing its number.
 * - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read.
 * - `RATE_LIMITED`: WhatsApp throttles the number, or a limit of codes is reached: the number's, the company's (5 numbers, 10 codes a day) or the onboarding link's (3 numbers a day); or the company has begun 30 pairings within the hour, by code or QR.
 * - `LINKING_UNAVAILABLE`: WhatsApp does not link this account by number (452).
 * - `PASSKEY_REQUIRED`: WhatsApp demands the account's passkey, and its demand has a form that cannot be answered.
 * - `PASSKEY_EXPIRED`: WhatsApp demands the account's passkey, and nobody has answered, or compared the code on the phone, within the time that WhatsApp gives (at most ten minutes).
 * - `PASSKEY_REFUSED`: WhatsApp has refused the passkey's answer: it is that of another account, or came too late.
 * - `PASSKEY_NOT_CONFIRMED`: WhatsApp took the passkey's answer, and the linking was refused after that: on the phone, or because its exchange with the service failed.
 * - `NO_PASSKEY_REQUESTED`: An answer or a confirmation came while nothing waits for one: the pairing has ended, or the service was restarted, which loses the challenge.
 * - `PASSKEY_OUTDATED`: An answer or a confirmation names, or was signed for, another challenge than the one at hand.
 * - `PASSKEY_ALREADY_ANSWERED`: The challenge was answered before, or its code confirmed: each counts once.
 * - `PASSKEY_INVALID`: The answer is not a `PublicKeyCredential` of an assertion as JSON, or is larger than 16 KiB.
 * - `ACCOUNT_NOT_SUPPORTED`: The account is hosted: its business is connected to Meta's cloud ("coexistence"), and the linking cannot be completed with it.
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
 * - `NOT_CONNECTED`: The request needs the company's line, and that is not connected: it has no phone, reconnects, or was disconnected.
 * - `MEDIA_GONE`: WhatsApp's media servers have deleted a file, which they do after some weeks, and the phone does not have it either.
 * - `MEDIA_UNAVAILABLE`: WhatsApp's media servers do not answer, hang or break off, or the phone that has to upload the file again does not answer.
 * - `MEDIA_DAMAGED`: A file was fetched from WhatsApp and is not the one that its message describes: its authenticator or its hash differs. Or the stored bytes of a file are not those that were stored.
 * - `MEDIA_STORE_FULL`: The files of all companies have reached `media.quota_mb`, or the disk is almost full.
 * - `MEDIA_STORE_UNAVAILABLE`: The folder or the bucket in which files are kept cannot be read or written.
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
  | "PASSKEY_EXPIRED"
  | "PASSKEY_REFUSED"
  | "PASSKEY_NOT_CONFIRMED"
  | "NO_PASSKEY_REQUESTED"
  | "PASSKEY_OUTDATED"
  | "PASSKEY_ALREADY_ANSWERED"
  | "PASSKEY_INVALID"
  | "ACCOUNT_NOT_SUPPORTED"
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
  | "NOT_CONNECTED"
  | "MEDIA_GONE"
  | "MEDIA_UNAVAILABLE"
  | "MEDIA_DAMAGED"
  | "MEDIA_STORE_FULL"
  | "MEDIA_STORE_UNAVAILABLE"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "TOO_MANY_REQUESTS"
  | "NOT_FOUND"
  | "BAD_REQUEST"
  | "INTERNAL";
/**
 * Id of a request in every log line and journal entry that it causes; users tell it to support.
 */
export type CorrelationId = string;
/**
 * Method of linking the device. Both run on one connection; whichever completes first wins.
 */
export type PairingMethod = "code" | "qr";
/**
 * Id of a salon, assigned by the marketplace.
 */
export type CompanyId = string;
/**
 * Name of a state.
 */
export type StateName =
  | "idle"
  | "creating"
  | "waiting_for_pairing_code"
  | "pairing_code_sent"
  | "waiting_for_passkey"
  | "checking_passkey"
  | "confirming_passkey"
  | "connecting"
  | "connected"
  | "reconnecting"
  | "passkey_required"
  | "error";
/**
 * Action for the person in front of the screen.
 */
export type UserAction = "none" | "retry" | "reset" | "change_number" | "use_qr" | "wait" | "contact_support";
/**
 * Access token. Its `Debug` output hides the value.
 */
export type Token = string;

/**
 * Assertion of a passkey. Its `Debug` output hides the value.
 */
export interface AssertionObject {}
/**
 * Status of a change of the phone. It contains no secrets: numbers are masked, pairing codes absent.
 */
export interface ChangeStatus {
  /**
   * Error code of a change that has failed, or that waits for the database or WhatsApp.
   */
  code?: ErrorCode | null;
  /**
   * Correlation id of the request that began the change; null once it is done.
   */
  correlationId?: CorrelationId | null;
  /**
   * Expiry of the pairing code on the screen, or end of the time for a passkey's answer or comparison.
   */
  expiresAt?: string | null;
  /**
   * The number that comes, masked; null for a QR that no phone has scanned. In `logging_out`, the number that goes.
   */
  maskedPhone?: string | null;
  /**
   * Sentence for the code.
   */
  message?: Text | null;
  /**
   * Code or QR; null once the new phone is linked.
   */
  method?: PairingMethod | null;
  /**
   * Device that is not wanted any more and not logged out yet.
   */
  oldDevice?: OldDeviceStatus | null;
  /**
   * Whether the new phone has answered.
   */
  phoneAnswered: boolean;
  /**
   * Time at which this state began.
   */
  since: string;
  /**
   * State of the change.
   */
  state: ChangeState;
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
 * Status of a device that is not logged out yet.
 */
export interface OldDeviceStatus {
  /**
   * The number it is linked to, masked.
   */
  maskedPhone?: string | null;
  /**
   * Time of the next try to log it out; null while one is under way.
   */
  nextAttemptAt?: string | null;
  /**
   * Time at which another phone replaced it, or its change was ended.
   */
  since: string;
}
/**
 * Pairing code to show.
 */
export interface CodeShown {
  /**
   * The code, as `ABCD-EFGH`.
   */
  code: string;
  /**
   * When the code expires.
   */
  expiresAt: string;
  /**
   * The number the code is for, in full: the person who sees the code has typed the number.
   */
  phoneNumber: string;
}
/**
 * How the last pairing of a company without a line ended.
 */
export interface LastFailure {
  /**
   * Time of the failure.
   */
  at: string;
  /**
   * Error code.
   */
  code: ErrorCode;
  /**
   * Correlation id of the request that failed.
   */
  correlationId: CorrelationId;
}
/**
 * Status of a pairing.
 */
export interface PairingStatus {
  /**
   * Number of the try, from 1.
   */
  attempt: number;
  /**
   * Expiry of the code.
   */
  codeExpiresAt?: string | null;
  /**
   * Code or QR.
   */
  method: PairingMethod;
  /**
   * End of the time for the passkey's answer or the comparison of its code; null where no passkey is demanded.
   */
  passkeyExpiresAt?: string | null;
  /**
   * Whether the phone has answered.
   */
  phoneAnswered: boolean;
}
/**
 * Challenge of a passkey to answer, or its code to compare.
 */
export interface PasskeyShown {
  /**
   * Name of the challenge; the answer and the confirmation repeat it.
   */
  challengeId: string;
  /**
   * The code to compare, as `ABCD-EFGH`.
   */
  code?: string | null;
  /**
   * End of the time for it.
   */
  expiresAt: string;
  /**
   * Whether this socket may answer: it has the credentials that asked for the pairing, or the scope `sessions:write`.
   */
  mayAnswer: boolean;
  /**
   * WhatsApp's demand, as `navigator.credentials.get` takes it on a page of WhatsApp: a
   * `PublicKeyCredentialRequestOptionsJSON`.
   */
  options?: {} | null;
}
/**
 * QR code to show.
 */
export interface QrShown {
  /**
   * When the next one replaces it.
   */
  expiresAt: string;
  /**
   * The text that it encodes.
   */
  qr: string;
  /**
   * The picture, as SVG.
   */
  svg: string;
}
/**
 * One session in the list of all sessions.
 */
export interface SessionRow {
  /**
   * Failed attempts to connect since `downSince`.
   */
  attempts: number;
  /**
   * Why the line's connection ended, or the last attempt at one failed; null if it did not, or WhatsApp asked for a
   * new connection.
   */
  cause?: ErrorCode | null;
  /**
   * The change of the phone beside the line, if there is one.
   */
  change?: ChangeStatus | null;
  /**
   * Code of the park; null if not parked.
   */
  code?: ErrorCode | null;
  /**
   * Company of the session.
   */
  companyId: CompanyId;
  /**
   * Correlation id of the request that led to this state; people read it to support.
   */
  correlationId: CorrelationId;
  /**
   * Time at which the line stopped being connected, whatever was tried since; null if it is connected, or nothing
   * was linked.
   */
  downSince?: string | null;
  /**
   * How the last pairing ended, of a company without a line; null if none failed since a person ended one, or the
   * failure is in `code`.
   */
  lastFailure?: LastFailure | null;
  /**
   * Whether a phone is linked, connected or not.
   */
  linked: boolean;
  /**
   * Number of the phone that answered in place of the requested one, masked; null unless `code` is
   * `WRONG_PHONE_LINKED`, and after a restart of the service.
   */
  linkedPhone?: string | null;
  /**
   * Sentence for the code.
   */
  message?: Text | null;
  /**
   * Time of the next attempt by the service.
   */
  nextAttemptAt?: string | null;
  /**
   * The pairing under way, if there is one.
   */
  pairing?: PairingStatus | null;
  /**
   * The linked number, or the one being linked, masked.
   */
  phoneNumber?: string | null;
  /**
   * Time at which the account's own phone was last seen in use, to the hour; null if nothing is linked, or nothing is
   * known. WhatsApp unlinks the devices of a phone that is not used for 14 days.
   */
  phoneSeenAt?: string | null;
  /**
   * Milliseconds until a retry makes sense.
   */
  retryAfterMs?: number | null;
  /**
   * Time at which the session entered this state.
   */
  since: string;
  /**
   * State of the session.
   */
  state: StateName;
  /**
   * Action for a person.
   */
  userAction: UserAction;
  /**
   * Restarts of the session for as long as the supervisor has known it without a break.
   */
  restarts: number;
}
/**
 * Status of a session. It contains no secrets: numbers are masked, codes absent.
 */
export interface Status {
  /**
   * Failed attempts to connect since `downSince`.
   */
  attempts: number;
  /**
   * Why the line's connection ended, or the last attempt at one failed; null if it did not, or WhatsApp asked for a
   * new connection.
   */
  cause?: ErrorCode | null;
  /**
   * The change of the phone beside the line, if there is one.
   */
  change?: ChangeStatus | null;
  /**
   * Code of the park; null if not parked.
   */
  code?: ErrorCode | null;
  /**
   * Company of the session.
   */
  companyId: CompanyId;
  /**
   * Correlation id of the request that led to this state; people read it to support.
   */
  correlationId: CorrelationId;
  /**
   * Time at which the line stopped being connected, whatever was tried since; null if it is connected, or nothing
   * was linked.
   */
  downSince?: string | null;
  /**
   * How the last pairing ended, of a company without a line; null if none failed since a person ended one, or the
   * failure is in `code`.
   */
  lastFailure?: LastFailure | null;
  /**
   * Whether a phone is linked, connected or not.
   */
  linked: boolean;
  /**
   * Number of the phone that answered in place of the requested one, masked; null unless `code` is
   * `WRONG_PHONE_LINKED`, and after a restart of the service.
   */
  linkedPhone?: string | null;
  /**
   * Sentence for the code.
   */
  message?: Text | null;
  /**
   * Time of the next attempt by the service.
   */
  nextAttemptAt?: string | null;
  /**
   * The pairing under way, if there is one.
   */
  pairing?: PairingStatus | null;
  /**
   * The linked number, or the one being linked, masked.
   */
  phoneNumber?: string | null;
  /**
   * Time at which the account's own phone was last seen in use, to the hour; null if nothing is linked, or nothing is
   * known. WhatsApp unlinks the devices of a phone that is not used for 14 days.
   */
  phoneSeenAt?: string | null;
  /**
   * Milliseconds until a retry makes sense.
   */
  retryAfterMs?: number | null;
  /**
   * Time at which the session entered this state.
   */
  since: string;
  /**
   * State of the session.
   */
  state: StateName;
  /**
   * Action for a person.
   */
  userAction: UserAction;
}
/**
 * Acknowledges the last `sessions` frame; the next one is sent after this.
 */
export interface AckFrame {
  type: "ack";
  correlationId?: CorrelationId;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
  /**
   * The `seq` of that frame.
   */
  seq: number;
}
/**
 * Answers WhatsApp's challenge for the account's passkey. Allowed with the credentials that asked for the pairing, or
 * with the scope `sessions:write`. Each challenge is answered once; the response is `passkey-accepted` or `error`.
 */
export interface AnswerPasskeyFrame {
  type: "answer-passkey";
  /**
   * What `PublicKeyCredential.toJSON()` gives; at most 16 KiB.
   */
  assertion: AssertionObject;
  /**
   * The challenge, as named in `passkey-challenge`.
   */
  challengeId: string;
  correlationId?: CorrelationId;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
}
/**
 * Authenticates the socket. Required within a few seconds if the upgrade request did not authenticate it; may be
 * sent later with a token that is valid longer.
 */
export interface AuthenticateFrame {
  type: "authenticate";
  correlationId?: CorrelationId;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
  /**
   * The token of an onboarding link.
   */
  token: Token;
}
/**
 * The client is authenticated; `session-state` follows unless it was sent before.
 */
export interface AuthenticatedFrame {
  type: "authenticated";
  /**
   * When the socket is closed, unless a token that is valid longer comes before. It stays open for the pairing under
   * way if that was asked for with the same onboarding link, 15 minutes at most, and begins nothing new.
   */
  expiresAt?: string | null;
  /**
   * The `requestId` of the frame that this answers.
   */
  requestId?: string | null;
}
/**
 * Cancels the pairing under way.
 */
export interface CancelPairingFrame {
  type: "cancel-pairing";
  correlationId?: CorrelationId;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
}
/**
 * Confirms that the code in `passkey-code` is the one that the phone shows. The response is `passkey-accepted` or
 * `error`.
 */
export interface ConfirmPasskeyFrame {
  type: "confirm-passkey";
  /**
   * The challenge, as named in `passkey-code`.
   */
  challengeId: string;
  correlationId?: CorrelationId;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
}
/**
 * The reset is complete: nothing of the connection is left.
 */
export interface CredentialsResetFrame {
  type: "credentials-reset";
  message: Text;
  /**
   * The `requestId` of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * The company id.
   */
  sessionId: string;
  /**
   * Always true.
   */
  success: boolean;
}
/**
 * The frame could not be parsed or was refused, or the socket is about to be closed.
 */
export interface ErrorFrame {
  type: "error";
  code: ErrorCode;
  /**
   * Details, in English.
   */
  detail: string;
  message: Text;
  /**
   * The `requestId` of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * Milliseconds after which another attempt makes sense, where that is known.
   */
  retryAfterMs?: number | null;
}
/**
 * A pairing code to type on the phone.
 */
export interface PairingCodeFrame {
  type: "pairing-code";
  /**
   * The code, as `ABCD-EFGH`.
   */
  code: string;
  /**
   * When the code expires.
   */
  expiresAt: string;
  /**
   * The number the code is for, in full: the person who sees the code has typed the number.
   */
  phoneNumber: string;
  /**
   * Correlation id of the pairing.
   */
  correlationId: string;
  /**
   * The `requestId` of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * Time of the service's clock.
   */
  serverTime: string;
}
/**
 * There will be no code, or the code shown is no longer valid.
 */
export interface PairingCodeErrorFrame {
  type: "pairing-code-error";
  code: ErrorCode;
  /**
   * Correlation id of the pairing.
   */
  correlationId: string;
  message: Text;
  /**
   * The `requestId` of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * Milliseconds after which another request makes sense, where that is known.
   */
  retryAfterMs?: number | null;
  /**
   * With `PHONE_MISMATCH`: the linked number, masked.
   */
  storedPhone?: string | null;
  userAction: UserAction;
}
/**
 * The answer or the confirmation was sent to WhatsApp.
 */
export interface PasskeyAcceptedFrame {
  type: "passkey-accepted";
  /**
   * The challenge that it was for.
   */
  challengeId: string;
  /**
   * The `requestId` of the frame that this answers.
   */
  requestId?: string | null;
}
/**
 * WhatsApp demands an assertion of the account's passkey before it links the phone.
 */
export interface PasskeyChallengeFrame {
  type: "passkey-challenge";
  /**
   * Name of the challenge; the answer and the confirmation repeat it.
   */
  challengeId: string;
  /**
   * The code to compare, as `ABCD-EFGH`.
   */
  code?: string | null;
  /**
   * End of the time for it.
   */
  expiresAt: string;
  /**
   * Whether this socket may answer: it has the credentials that asked for the pairing, or the scope `sessions:write`.
   */
  mayAnswer: boolean;
  /**
   * WhatsApp's demand, as `navigator.credentials.get` takes it on a page of WhatsApp: a
   * `PublicKeyCredentialRequestOptionsJSON`.
   */
  options?: {} | null;
  /**
   * Correlation id of the pairing.
   */
  correlationId: string;
  /**
   * Time of the service's clock.
   */
  serverTime: string;
}
/**
 * A code to compare with the one that the phone shows, before `confirm-passkey`.
 */
export interface PasskeyCodeFrame {
  type: "passkey-code";
  /**
   * Name of the challenge; the answer and the confirmation repeat it.
   */
  challengeId: string;
  /**
   * The code to compare, as `ABCD-EFGH`.
   */
  code?: string | null;
  /**
   * End of the time for it.
   */
  expiresAt: string;
  /**
   * Whether this socket may answer: it has the credentials that asked for the pairing, or the scope `sessions:write`.
   */
  mayAnswer: boolean;
  /**
   * WhatsApp's demand, as `navigator.credentials.get` takes it on a page of WhatsApp: a
   * `PublicKeyCredentialRequestOptionsJSON`.
   */
  options?: {} | null;
  /**
   * Correlation id of the pairing.
   */
  correlationId: string;
  /**
   * Time of the service's clock.
   */
  serverTime: string;
}
/**
 * Liveness check, answered by `pong`.
 */
export interface PingFrame {
  type: "ping";
  correlationId?: CorrelationId;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
}
/**
 * Answer to `ping`.
 */
export interface PongFrame {
  type: "pong";
  /**
   * The `requestId` of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * Time of the service's clock.
   */
  serverTime: string;
}
/**
 * A QR code to scan.
 */
export interface QrCodeFrame {
  type: "qr-code";
  /**
   * When the next one replaces it.
   */
  expiresAt: string;
  /**
   * The text that it encodes.
   */
  qr: string;
  /**
   * The picture, as SVG.
   */
  svg: string;
  /**
   * The `requestId` of the frame that this answers.
   */
  requestId?: string | null;
  /**
   * Time of the service's clock.
   */
  serverTime: string;
}
/**
 * Requests a pairing code, to link a phone.
 */
export interface RequestPairingCodeFrame {
  type: "request-pairing-code";
  /**
   * Consent to change the linked number to this one. The linked phone stays connected until the new one is.
   * Without the consent another number is answered by `PHONE_MISMATCH`.
   */
  changeNumber?: boolean;
  correlationId?: CorrelationId;
  /**
   * Skips the wait after `REMOVED_AFTER_LINK`. For operators; ignored from an onboarding page.
   */
  overrideWait?: boolean;
  /**
   * The number, national or international, in any usual notation.
   */
  phoneNumber: string;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
}
/**
 * Requests a QR code, to link a phone.
 */
export interface RequestQrFrame {
  type: "request-qr";
  /**
   * Consent to change the linked number to that of the phone that scans. The linked phone stays connected until
   * the new one is. Without the consent a linked session stays as it is.
   */
  changeNumber?: boolean;
  correlationId?: CorrelationId;
  /**
   * Skips the wait after `REMOVED_AFTER_LINK`. For operators; ignored from an onboarding page.
   */
  overrideWait?: boolean;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
}
/**
 * The reset failed.
 */
export interface ResetErrorFrame {
  type: "reset-error";
  /**
   * Correlation id of the request.
   */
  correlationId: string;
  error: ErrorCode;
  message: Text;
  /**
   * The `requestId` of the frame that this answers.
   */
  requestId?: string | null;
}
/**
 * Removes the connection and everything that is stored for it.
 */
export interface ResetWhatsappCredentialsFrame {
  type: "reset-whatsapp-credentials";
  correlationId?: CorrelationId;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
}
/**
 * Current state of the session: sent right after the connection, then at each change.
 */
export interface SessionStateFrame {
  type: "session-state";
  /**
   * Failed attempts to connect since `downSince`.
   */
  attempts: number;
  /**
   * Why the line's connection ended, or the last attempt at one failed; null if it did not, or WhatsApp asked for a
   * new connection.
   */
  cause?: ErrorCode | null;
  /**
   * The change of the phone beside the line, if there is one.
   */
  change?: ChangeStatus | null;
  /**
   * Code of the park; null if not parked.
   */
  code?: ErrorCode | null;
  /**
   * Company of the session.
   */
  companyId: CompanyId;
  /**
   * Correlation id of the request that led to this state; people read it to support.
   */
  correlationId: CorrelationId;
  /**
   * Time at which the line stopped being connected, whatever was tried since; null if it is connected, or nothing
   * was linked.
   */
  downSince?: string | null;
  /**
   * How the last pairing ended, of a company without a line; null if none failed since a person ended one, or the
   * failure is in `code`.
   */
  lastFailure?: LastFailure | null;
  /**
   * Whether a phone is linked, connected or not.
   */
  linked: boolean;
  /**
   * Number of the phone that answered in place of the requested one, masked; null unless `code` is
   * `WRONG_PHONE_LINKED`, and after a restart of the service.
   */
  linkedPhone?: string | null;
  /**
   * Sentence for the code.
   */
  message?: Text | null;
  /**
   * Time of the next attempt by the service.
   */
  nextAttemptAt?: string | null;
  /**
   * The pairing under way, if there is one.
   */
  pairing?: PairingStatus | null;
  /**
   * The linked number, or the one being linked, masked.
   */
  phoneNumber?: string | null;
  /**
   * Time at which the account's own phone was last seen in use, to the hour; null if nothing is linked, or nothing is
   * known. WhatsApp unlinks the devices of a phone that is not used for 14 days.
   */
  phoneSeenAt?: string | null;
  /**
   * Milliseconds until a retry makes sense.
   */
  retryAfterMs?: number | null;
  /**
   * Time at which the session entered this state.
   */
  since: string;
  /**
   * State of the session.
   */
  state: StateName;
  /**
   * Action for a person.
   */
  userAction: UserAction;
  /**
   * The pairing code to show now.
   */
  liveCode?: CodeShown | null;
  /**
   * The challenge of a passkey to answer now, or the code to compare.
   */
  livePasskey?: PasskeyShown | null;
  /**
   * The QR code to show now.
   */
  liveQr?: QrShown | null;
  /**
   * Time of the service's clock, for countdowns.
   */
  serverTime: string;
}
/**
 * Sessions that changed since the previous `sessions` frame, each once and as it is now.
 */
export interface SessionsFrame {
  type: "sessions";
  /**
   * Id of the process that `from` and `seq` belong to; the numbers restart with the process.
   */
  epoch: string;
  /**
   * Sequence number the client had read up to. Zero: discard everything known of sessions.
   */
  from: number;
  /**
   * Companies whose session no longer exists.
   */
  gone: CompanyId[];
  /**
   * More changes are waiting; they are sent after the `ack`.
   */
  more: boolean;
  /**
   * Sequence number the client has read up to with this frame; sent back in `ack` and in a later `watch`.
   */
  seq: number;
  /**
   * Time of the service's clock.
   */
  serverTime: string;
  /**
   * Sessions that changed or are new.
   */
  sessions: SessionRow[];
}
/**
 * Subscribes to all sessions. Sent once, as the first frame. A client that reconnects says how far it had read and
 * gets what changed since.
 */
export interface WatchFrame {
  type: "watch";
  correlationId?: CorrelationId;
  /**
   * The `epoch` of the last `sessions` frame.
   */
  epoch?: string | null;
  /**
   * Id of the request; the response frame repeats it.
   */
  requestId?: string;
  /**
   * The `seq` of the last `sessions` frame.
   */
  seq?: number | null;
}
/**
 * The phone is linked and connected.
 */
export interface WhatsappConnectedFrame {
  type: "whatsapp-connected";
  /**
   * The number, masked.
   */
  phoneNumber: string;
}

/** Frames that a client may send. */
export type BoardClientFrame = WatchFrame | AckFrame | PingFrame;

/** Frames that a client may send. */
export type ClientFrame =
  | RequestPairingCodeFrame
  | RequestQrFrame
  | AnswerPasskeyFrame
  | ConfirmPasskeyFrame
  | CancelPairingFrame
  | ResetWhatsappCredentialsFrame
  | AuthenticateFrame
  | PingFrame;

/** Frames that a client receives. */
export type BoardServerFrame = SessionsFrame | PongFrame | ErrorFrame;

/** Frames that a client receives. */
export type ServerFrame =
  | SessionStateFrame
  | PairingCodeFrame
  | QrCodeFrame
  | PasskeyChallengeFrame
  | PasskeyCodeFrame
  | PasskeyAcceptedFrame
  | WhatsappConnectedFrame
  | PairingCodeErrorFrame
  | CredentialsResetFrame
  | ResetErrorFrame
  | AuthenticatedFrame
  | PongFrame
  | ErrorFrame;
