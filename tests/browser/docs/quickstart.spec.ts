// The quickstart, walked as a reader does: the commands are those of the page, in one shell.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, test } from "../fixture/index.ts";
import { Onboarding } from "../pages/onboarding.ts";
import { Phone } from "../pages/phone.ts";

const NUMBER = "79006464263";
const CUSTOMER = "79160000001";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A shell in a folder of its own, which is given one block of commands after the other. */
class Shell {
  readonly #process: ChildProcess;
  readonly folder = mkdtempSync(path.join(tmpdir(), "linekeeper-quickstart-"));
  #said = "";

  constructor() {
    this.#process = spawn("bash", ["-e"], { cwd: this.folder, stdio: ["pipe", "pipe", "pipe"] });
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      stream.on("data", (data) => (this.#said += String(data)));
    }
  }

  /** Runs commands, and returns what they have printed when they have ended. */
  async run(commands: string): Promise<string> {
    const before = this.#said.length;
    this.#process.stdin!.write(`${commands}\necho; echo ended\n`);
    await expect.poll(() => this.#said.slice(before)).toMatch(/^ended$/m);
    return this.#said.slice(before).replace(/^ended$/m, "");
  }

  /** Runs a command that goes on by itself. */
  begin(command: string): void {
    this.#process.stdin!.write(`${command} &\n`);
  }

  get said(): string {
    return this.#said;
  }

  end(): void {
    this.#process.stdin!.end("kill $(jobs -p) 2>/dev/null || true\n");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

test("the quickstart links a phone and follows it from a program", async ({ page, context, service, simulator }) => {
  await simulator.name(NUMBER, "Салон «Анна»");
  await page.goto("/docs/quickstart");
  const blocks = await page.locator('.code[data-label="Shell"] code').allInnerTexts();
  const [variables, link, status, journal, install, program, follow, endpoint, receiver, receive, ...rest] = blocks;
  const [bot, answer, message, reset, ...more] = rest;
  expect(more).toEqual([]);
  const shell = new Shell();
  try {
    await shell.run(variables!.replace("lk_…", service.key));
    expect(variables).toContain(service.base);
    const { url } = JSON.parse(await shell.run(link!)) as { url: string };
    const onboarding = new Onboarding(await context.newPage());
    await onboarding.open(url);
    const code = await onboarding.getCode(NUMBER);
    await simulator.enterCode(NUMBER, code);
    await onboarding.expectStep("connected");
    expect(JSON.parse(await shell.run(status!))).toMatchObject({ state: "connected", phoneNumber: "7900•••••63" });
    const { events } = JSON.parse(await shell.run(journal!)) as { events: { event: string }[] };
    expect(events.map(({ event }) => event)).toContain("connected");
    await shell.run(install!);
    await shell.run(program!);
    shell.begin(follow!);
    await expect.poll(() => shell.said).toContain("connected 7900•••••63");
    const port = String(await freePort());
    const { secret } = JSON.parse(await shell.run(endpoint!.replace("9000", port))) as { secret: string };
    await shell.run(receiver!.replace("whsec_…", secret).replace("9000", port));
    shell.begin(receive!);
    const phone = new Phone(await context.newPage());
    await phone.open(service.base, CUSTOMER);
    await phone.write(NUMBER, "Вы открыты завтра?");
    await expect.poll(() => shell.said).toContain(`message.received ${CUSTOMER} Вы открыты завтра?`);
    const got = async (): Promise<string[]> => {
      const response = await page.request.get(`${service.base}/sandbox/api/phones/${CUSTOMER}/received`);
      const { messages } = (await response.json()) as { messages: { content?: { text?: string } }[] };
      return messages.map(({ content }) => content?.text ?? "");
    };
    await shell.run(bot!);
    shell.begin(answer!);
    await expect.poll(got).toEqual(["Вы открыты завтра?"]);
    const ordered = (await shell.run(message!)).split("\n").find((line) => line.startsWith("{"))!;
    expect(JSON.parse(ordered)).toMatchObject({ status: "queued" });
    await expect.poll(got).toEqual(["Вы открыты завтра?", "We open at nine"]);
    await expect(phone.page.getByText("We open at nine").first()).toBeVisible();
    await simulator.unlink(NUMBER);
    await expect.poll(() => shell.said).toMatch(/connected 7900•••••63\n(.*\n)*error/);
    expect(JSON.parse((await shell.run(reset!)).split("\n").find((line) => line.startsWith("{"))!)).toMatchObject({
      success: true,
    });
  } finally {
    shell.end();
  }
});

test("the virtual phone of the quickstart is that of its number", async ({ page }) => {
  await page.goto("/docs/quickstart");
  await page.getByRole("link", { name: "virtual phone", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`number=${NUMBER}`));
});
