import type { PasskeyErrorCode } from "./protocol.ts";

/** Why there is no assertion. */
export class PasskeyError extends Error {
  override readonly name = "PasskeyError";
  readonly code: PasskeyErrorCode;

  constructor(code: PasskeyErrorCode) {
    super(`passkey: ${code}`);
    this.code = code;
  }
}
