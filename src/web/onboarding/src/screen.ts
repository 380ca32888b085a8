// Selection of the screen, and of the step within it, from the model.

import { isUnderWay } from "./change.ts";
import type { Model, Parked } from "./model.ts";

export type Screen =
  "locked" | "loading" | "link" | "passkey" | "connecting" | "reconnecting" | "connected" | "resetting" | "parked";

/** Screen, or the step within `link` or `passkey`. The host has it as `data-step`. */
export type Step =
  | Exclude<Screen, "link">
  | "number"
  | "preparing"
  | "code"
  | "answered"
  | "qr-offer"
  | "qr-preparing"
  | "qr"
  | "passkey-checking"
  | "passkey-code";

export function screenOf(model: Model): Screen {
  if (model.company === null || model.refusal !== null) return "locked";
  if (model.status === null) return "loading";
  if (model.pending?.what === "reset") return "resetting";
  if (model.status.asksPasskey) return "passkey";
  if (isUnderWay(model.status)) return model.status.phase === "connecting" ? "connecting" : "link";
  switch (model.status.state) {
    case "idle":
    case "creating":
    case "waiting_for_pairing_code":
    case "pairing_code_sent":
      return "link";
    case "connecting":
    case "reconnecting":
    case "connected":
      return model.changing ? "link" : model.status.state;
    case "passkey_required":
    case "error":
      return isLinkable(model, model.status) ? "link" : "parked";
    default:
      // State of a newer service that this page does not know.
      return "loading";
  }
}

/** Returns whether a parked session offers linking again at once. */
function isLinkable({ pending, again }: Model, { linked, notice }: Parked): boolean {
  if (linked) return false;
  if (again || pending?.what === "code" || pending?.what === "qr") return true;
  return notice?.action === "retry" || notice?.action === "use_qr" || notice?.code === "RATE_LIMITED";
}

export function stepOf(model: Model): Step {
  const screen = screenOf(model);
  if (screen === "passkey") return passkeyStepOf(model);
  return screen === "link" ? linkStepOf(model) : screen;
}

/** Returns the step by what can be done: a frame with a challenge or a code comes before the picture of its state. */
function passkeyStepOf({ status, passkey }: Model): Step {
  if (passkey?.code != null) return "passkey-code";
  return status?.phase === "waiting_for_passkey" && passkey !== null ? "passkey" : "passkey-checking";
}

function linkStepOf({ by, pending, status, code, qr }: Model): Step {
  const pairing = status?.pairing ?? null;
  const early = status?.phase === "creating" || status?.phase === "waiting_for_pairing_code";
  if (by === "qr") {
    if (pairing !== null && qr !== null) return "qr";
    return early || pending?.what === "qr" ? "qr-preparing" : "qr-offer";
  }
  if (pending?.what === "code") return "preparing";
  if (pairing?.phoneAnswered) return "answered";
  if (pairing !== null && code !== null) return "code";
  return early && pairing?.method === "code" ? "preparing" : "number";
}
