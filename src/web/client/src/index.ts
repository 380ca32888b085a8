export { Board, type BoardEvents } from "./board.ts";
export { backoff, type Backoff } from "./backoff.ts";
export { isChanging } from "./change.ts";
export type { CloseReason, Connection } from "./connection.ts";
export { LineError, type ErrorCode } from "./error.ts";
export { followEvents, type FeedOptions } from "./feed.ts";
export { Line, type LineEvents, type LineOptions, type PairingCode, type PairingOptions } from "./line.ts";
export {
  passkeyStateOf,
  type LivePasskey,
  type LostPasskey,
  type PasskeyChallenge,
  type PasskeyCode,
  type PasskeyState,
} from "./passkey.ts";
export type { ConnectionOptions } from "./options.ts";
export { sendMessage, type SendOptions } from "./send.ts";
export type { Picture } from "./picture.ts";
export type { SocketClass } from "./platform/socket.ts";
export type { RowsChange } from "./rows.ts";
export { parseTime } from "./time.ts";
export type { EventType, LineEvent, MessageFacts, SendRequest, SentMessage, SessionFacts } from "./generated/events.ts";
export type * from "./generated/frames.ts";
