import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, it } from "vitest";

import { Board, Line, type Picture } from "../src/index.ts";
import { startSandbox, type Sandbox } from "./sandbox.ts";

const COMPANY = "997441";
const NUMBER = "79006464263";
const CUSTOMER = "79160000001";
const EXAMPLE = path.resolve(import.meta.dirname, "../examples/pair.mjs");
const ECHO = path.resolve(import.meta.dirname, "../examples/echo.mjs");

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox?.stop());

async function onPhone(number: string, action: string, body: object): Promise<unknown> {
  const address = `${sandbox.url}/sandbox/api/phones/${number}/${action}`;
  const headers = { "content-type": "application/json" };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

/** Resolves to the first picture in this state. */
function pictureIn(line: Line, state: string): Promise<Picture> {
  return new Promise((done) => line.on("picture", (picture) => picture.status.state === state && done(picture)));
}

it("the example links the phone that its code is typed on", async () => {
  const env = { ...process.env, LINEKEEPER_TOKEN: sandbox.token };
  const example = spawn("node", [EXAMPLE, sandbox.url, COMPANY, NUMBER], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(example, "exit");
  const said: string[] = [];
  for await (const line of createInterface({ input: example.stdout })) {
    said.push(line);
    const code = /^Type (\S+) on the phone$/.exec(line)?.[1];
    if (code !== undefined) expect(await onPhone(NUMBER, "enter-code", { code })).toMatchObject({ linked: true });
  }
  expect(await ended).toEqual([0, null]);
  expect(said.at(-1)).toMatch(/^7900•+63 is connected$/);
});

it("the example by an API key finds that the phone is connected", async () => {
  const env = { ...process.env, LINEKEEPER_TOKEN: sandbox.key };
  const { stdout } = await promisify(execFile)("node", [EXAMPLE, sandbox.url, COMPANY, NUMBER], { env });
  expect(stdout).toMatch(/^7900•+63 is connected\n$/);
});

it("the echo answers each text once, killed or not", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "linekeeper-echo-"));
  const env = { ...process.env, LINEKEEPER: sandbox.url, KEY: sandbox.key, COMPANY };
  const start = (): ChildProcess => spawn("node", [ECHO], { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
  const answers = async (): Promise<string[]> => {
    const response = await fetch(`${sandbox.url}/sandbox/api/phones/${CUSTOMER}/received`);
    const page = (await response.json()) as { messages: { content?: { text?: string } }[] };
    return page.messages.map(({ content }) => content?.text ?? "");
  };
  const write = (text: string): Promise<unknown> => onPhone(CUSTOMER, "send", { to: NUMBER, text });
  let echo = start();
  await write("one");
  await expect.poll(answers, { timeout: 20_000 }).toEqual(["one"]);
  echo.kill("SIGKILL");
  await once(echo, "exit");
  await write("two");
  // As if it had been killed between the answer and the note of its place.
  writeFileSync(path.join(folder, "place"), "0");
  echo = start();
  await expect.poll(answers, { timeout: 20_000 }).toEqual(["one", "two"]);
  await write("three");
  await expect.poll(answers, { timeout: 20_000 }).toEqual(["one", "two", "three"]);
  echo.kill("SIGKILL");
  await once(echo, "exit");
  rmSync(folder, { recursive: true, force: true });
});

it("a line shows a QR, gives it up and resets, and a board sees it all", async () => {
  const board = new Board({ url: sandbox.url, token: sandbox.key });
  const line = new Line({ url: sandbox.url, token: sandbox.key, company: "from-node" });
  const states = new Set<string | undefined>();
  board.on("rows", () => states.add(board.rows.get("from-node")?.state));
  board.connect();
  line.connect();
  const idle = pictureIn(line, "idle");
  const qr = await line.requestQr();
  expect(qr?.svg).toContain("<svg");
  await line.ping();
  await line.cancelPairing();
  await idle;
  expect((await line.reset()).message.en).toContain("reset");
  const again = await line.requestQr();
  expect(await onPhone("79006464264", "scan", { qr: again?.qr })).toMatchObject({ linked: true });
  await pictureIn(line, "connected");
  expect(Math.abs(line.serverNow() - Date.now())).toBeLessThan(5000);
  await expect.poll(() => states.has("connected"), { timeout: 10_000 }).toBe(true);
  expect(board.rows.get(COMPANY)).toMatchObject({ state: "connected", linked: true });
  line.close();
  board.close();
});

it("a number is changed beside the line, which stays when that is cancelled", async () => {
  const line = new Line({ url: sandbox.url, token: sandbox.key, company: "from-node" });
  const numbers: (string | null)[] = [];
  line.on("connected", (phone) => numbers.push(phone));
  line.connect();
  await pictureIn(line, "connected");
  expect(await line.changeNumber("79006464265")).toMatchObject({ phoneNumber: "79006464265" });
  await expect.poll(() => line.change?.state).toBe("pairing_code_sent");
  await line.cancelPairing();
  expect(line.picture?.status).toMatchObject({ state: "connected", phoneNumber: "7900•••••64", change: null });
  const code = await line.changeNumber("79006464265");
  expect(await onPhone("79006464265", "enter-code", { code: code?.code })).toMatchObject({ linked: true });
  await expect.poll(() => numbers, { timeout: 10_000 }).toEqual(["7900•••••64", "7900•••••65"]);
  expect(await line.changeNumber("79006464265")).toBeNull();
  line.close();
});

it("a token that is none ends the line at once", async () => {
  const line = new Line({ url: sandbox.url, token: "none", company: COMPANY });
  line.connect();
  await expect(line.requestQr()).rejects.toMatchObject({ code: "OFFLINE" });
  expect(line.connection).toMatchObject({ state: "closed", reason: "unauthorized" });
});
