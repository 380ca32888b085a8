// The played service: the real client understands it, and its frames are those of the AsyncAPI document.
import { readFileSync } from "node:fs";

import { Line, LineError, type Picture } from "@linekeeper/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { failureFrom, sceneOf, wayOf } from "../src/browser/demo/scenes.ts";
import { DemoService, type Frame, type Scene } from "../src/browser/demo/service.ts";
import { socketsTo } from "../src/browser/demo/socket.ts";
import { failuresOf } from "../src/site/failures.ts";

interface Schema {
  readonly properties?: Record<string, unknown>;
  readonly required?: string[];
  readonly allOf?: Schema[];
  readonly $ref?: string;
}

const read = (name: string): string => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), "utf8");
const { components } = JSON.parse(read("asyncapi.json")) as {
  components: { messages: Record<string, { payload: Schema }>; schemas: Record<string, Schema> };
};
const failures = failuresOf(read("failures.md")).filter(({ code }) => wayOf(code) !== null);

/** Fields of a frame by the document, and those that it must have. */
function fieldsOf(schema: Schema): { known: string[]; required: string[] } {
  const named = schema.$ref === undefined ? {} : (components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  const parts = [schema, named, ...(schema.allOf ?? []).map((part) => ({ ...part }))];
  const inner = (schema.allOf ?? []).map(fieldsOf);
  return {
    known: [...parts.flatMap(({ properties = {} }) => Object.keys(properties)), ...inner.flatMap(({ known }) => known)],
    required: [...parts.flatMap(({ required = [] }) => required), ...inner.flatMap(({ required }) => required)],
  };
}

function expectDocumented(frame: Frame): void {
  const payload = components.messages[frame.type]?.payload;
  if (payload === undefined) throw new Error(`there is no frame ${frame.type}`);
  const { known, required } = fieldsOf(payload);
  const fields = Object.entries(frame).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  expect(
    fields.filter((name) => !known.includes(name)),
    frame.type,
  ).toEqual([]);
  expect(
    required.filter((name) => !fields.includes(name)),
    frame.type,
  ).toEqual([]);
}

let line: Line | null = null;

function follow(scene: Scene): { line: Line; service: DemoService; errors: LineError[] } {
  const service = new DemoService(scene, "<svg/>");
  const sockets = socketsTo(service);
  const opens = service.opens.bind(service);
  service.opens = ({ receive, close }) =>
    opens({
      close,
      receive: (frame) => (expectDocumented(JSON.parse(JSON.stringify(frame)) as Frame), receive(frame)),
    });
  line = new Line({ url: "http://service.example", company: "997441", token: "token", WebSocket: sockets });
  const errors: LineError[] = [];
  line.on("error", (error) => errors.push(error));
  line.connect();
  return { line, service, errors };
}

beforeEach(() => vi.useFakeTimers());

afterEach(() => {
  line?.close();
  vi.useRealTimers();
});

async function picture(of: Line): Promise<Picture> {
  await vi.advanceTimersByTimeAsync(0);
  if (of.picture === null) throw new Error("no picture came");
  return of.picture;
}

it("a code is requested, typed on the phone, and the session connects", async () => {
  const { line, service } = follow({ start: "idle" });
  expect((await picture(line)).status.state).toBe("idle");
  const code = line.requestPairingCode("8 (916) 123-45-67");
  await vi.advanceTimersByTimeAsync(1000);
  expect(await code).toMatchObject({ code: "K7M2-Q9TX", phoneNumber: "79161234567" });
  expect(line.picture?.status.state).toBe("pairing_code_sent");
  service.phoneAnswers();
  await vi.advanceTimersByTimeAsync(1000);
  expect(line.picture?.status).toMatchObject({ state: "connected", linked: true, phoneNumber: "7916•••••67" });
});

it("a pairing that is cancelled shows no code later", async () => {
  const { line } = follow({ start: "idle" });
  await picture(line);
  const code = line.requestPairingCode("79161234567");
  code.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(100);
  void line.cancelPairing();
  await vi.advanceTimersByTimeAsync(2000);
  expect(line.picture).toMatchObject({ liveCode: null, status: { state: "idle" } });
});

it.each([
  ["code", { liveCode: { code: "K7M2-Q9TX" } }],
  ["qr", { liveQr: { svg: "<svg/>" } }],
  ["passkey", { livePasskey: { mayAnswer: true }, status: { state: "waiting_for_passkey" } }],
  ["connected", { status: { state: "connected", linked: true } }],
] as const)("it begins with the %s", async (start, shown) => {
  expect(await picture(follow({ start }).line)).toMatchObject(shown);
});

it("a reset leaves nothing", async () => {
  const { line } = follow({ start: "connected" });
  await picture(line);
  const reset = line.reset();
  await vi.advanceTimersByTimeAsync(0);
  await reset;
  expect(line.picture?.status).toMatchObject({ state: "idle", linked: false });
});

it.each(failures.map((each) => [each.code, each] as const))(
  "%s is brought about as it reaches an owner",
  async (code, entry) => {
    const { ru, en, action } = entry;
    const { line, errors } = follow(sceneOf(failureFrom({ code, ru, en, action })));
    if (wayOf(code) === "shut-out") {
      await vi.advanceTimersByTimeAsync(0);
      expect(line.connection).toMatchObject({ state: "closed", reason: code.toLowerCase() });
      return;
    }
    const { status } = await picture(line);
    if (wayOf(code) === "parked") return expect(status).toMatchObject({ state: "error", code, message: { ru, en } });
    if (wayOf(code) !== "asked") return expect(errors).toMatchObject([{ code, text: { ru, en } }]);
    await expect(line.requestPairingCode("79006464263")).rejects.toMatchObject({ code, userAction: action });
  },
);
