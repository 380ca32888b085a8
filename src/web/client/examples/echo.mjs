// Answers each text with the same text, once, also if it is killed in between.
import { readFile, writeFile } from "node:fs/promises";
import { followEvents, sendMessage } from "@linekeeper/client";

const { LINEKEEPER: url, KEY: apiKey, COMPANY: companyId = "quickstart" } = process.env;
const line = { url, apiKey, companyId };
const after = Number(await readFile("place", "utf8").catch(() => 0));
for await (const { id, type, data } of followEvents({ ...line, after })) {
  if (type === "message.received" && data.content?.kind === "text") {
    const replyTo = { messageId: data.messageId, fromMe: false };
    const order = { to: { lid: data.chat.lid }, content: data.content, replyTo };
    await sendMessage(order, { ...line, idempotencyKey: id });
  }
  await writeFile("place", String(data.seq));
}
