import {
  Line,
  LineError,
  type ErrorCode,
  type EventType,
  type LineEvent,
  type Picture,
  type Status,
} from "@linekeeper/client";

const line = new Line({ url: "https://wa.example", company: "997441", token: "token" });
line.on("picture", ({ status }: Picture) => {
  const state: Status["state"] = status.state;
  console.log(state);
});

export async function link(phone: string): Promise<ErrorCode | string | undefined> {
  try {
    const code = await line.requestPairingCode(phone, { changeNumber: true });
    return code?.code;
  } catch (error) {
    if (error instanceof LineError) return error.code;
    throw error;
  }
}

/** An event of the session is told by its chat, which is null; any other is about a message. */
export function inWords({ type, data }: LineEvent): string {
  const kind: EventType = type;
  if (data.chat === null) return `${kind}: ${data.code ?? data.phoneNumber}`;
  return `${kind}: ${data.messageId} in ${data.chat.kind}`;
}

// @ts-expect-error There is no such option.
new Line({ company: "997441", key: "" });
