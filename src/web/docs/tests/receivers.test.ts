// The receivers of docs/webhooks.md that run here take what the service signs, and refuse anything else.
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const page = readFileSync(path.join(import.meta.dirname, "../../../../docs/webhooks.md"), "utf8");
const folder = mkdtempSync(path.join(tmpdir(), "receivers-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The code of a language in the document. */
function codeOf(language: string): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))];
  expect(blocks.length, language).toBe(1);
  return blocks[0]![1]!;
}

interface Request {
  secret: string;
  headers: Record<string, string>;
  body: string;
}

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const OLD = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;

function signed(secret: string, { id, timestamp, body }: { id: string; timestamp: string; body: string }): string {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/** Requests, and whether they are genuine. */
function requests(): [string, Request, boolean][] {
  const id = "evt_k7m2qx9bv4w8ruet";
  const body = JSON.stringify({ type: "message.received", data: { text: "Салон «Анна»: \u2028 ещё" } });
  const now = Math.floor(Date.now() / 1000);
  const request = (seconds: number, secrets: string[], change: Partial<Record<string, string>> = {}): Request => {
    const timestamp = String(seconds);
    const signature = secrets.map((secret) => signed(secret, { id, timestamp, body })).join(" ");
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
    const { body: changed, ...others } = change;
    return { secret: SECRET, headers: { ...headers, ...(others as Record<string, string>) }, body: changed ?? body };
  };
  return [
    ["signed", request(now, [SECRET]), true],
    ["signed by both secrets of a rotation", request(now, [OLD, SECRET]), true],
    ["signed by another secret", request(now, [OLD]), false],
    ["of another body", request(now, [SECRET], { body: `${body} ` }), false],
    ["of another id", request(now, [SECRET], { "webhook-id": "evt_k7m2qx9bv4w8ruez" }), false],
    ["of another time", request(now, [SECRET], { "webhook-timestamp": String(now + 1) }), false],
    ["too old", request(now - 600, [SECRET]), false],
    ["without a time", request(now, [SECRET], { "webhook-timestamp": "" }), false],
    ["without a signature", request(now, [SECRET], { "webhook-signature": "" }), false],
    ["with a signature of another version", request(now, [SECRET], { "webhook-signature": "v2,AAAA" }), false],
  ];
}

/** Asks a program, which gets the requests on its standard input and answers whether each is genuine. */
function asked(command: string, args: string[]): boolean[] {
  const input = JSON.stringify(requests().map(([, request]) => request));
  const run = spawnSync(command, args, { input, encoding: "utf8", cwd: folder });
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as boolean[];
}

const expected = requests().map(([name, , genuine]) => [name, genuine]);
const named = (answers: boolean[]) => requests().map(([name], index) => [name, answers[index]]);

test("the receiver in JavaScript takes genuine requests and no others", () => {
  const read = `import { readFileSync } from "node:fs";
    const requests = JSON.parse(readFileSync(0, "utf8"));
    console.log(JSON.stringify(requests.map(({ secret, headers, body }) => isGenuine(secret, headers, body))));`;
  writeFileSync(path.join(folder, "receiver.mjs"), `${codeOf("js")}\n${read}`);
  expect(named(asked(process.execPath, ["receiver.mjs"]))).toEqual(expected);
});

test("the receiver in Python takes genuine requests and no others", () => {
  const read = `
import json, sys
requests = json.load(sys.stdin)
print(json.dumps([is_genuine(r["secret"], r["headers"], r["body"].encode()) for r in requests]))`;
  writeFileSync(path.join(folder, "receiver.py"), `${codeOf("python")}\n${read}`);
  expect(named(asked("python3", ["receiver.py"]))).toEqual(expected);
});
