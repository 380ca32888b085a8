export { backoff, type Backoff } from "./backoff.ts";
export type { CloseReason, Connection } from "./connection.ts";
export { LineError, type ErrorCode } from "./error.ts";
export { Line, type LineEvents, type LineOptions, type PairingCode } from "./line.ts";
export type { ConnectionOptions } from "./options.ts";
export type { Picture } from "./picture.ts";
export type { SocketClass } from "./platform/socket.ts";
export { parseTime } from "./time.ts";
export type * from "./generated/frames.ts";
