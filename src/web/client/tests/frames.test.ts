import { describe, expect, expectTypeOf, it } from "vitest";

import { frameTypes } from "../scripts/frames.mjs";
import type { BoardServerFrame, ClientFrame, ServerFrame, SessionRow, Status } from "../src/index.ts";

const type = (kind: string): object => ({ type: "string", enum: [kind] });
const frame = (kind: string, properties: object = {}, required: string[] = []): object => ({
  payload: {
    description: `What ${kind} says.`,
    type: "object",
    properties: { ...properties, type: type(kind) },
    required: [...required, "type"],
  },
});

const operation = (action: string, kinds: string[]): object => ({
  action,
  channel: { $ref: "#/channels/session" },
  summary: `What is told by ${action}.`,
  messages: kinds.map((kind) => ({ $ref: `#/channels/session/messages/${kind}` })),
});

const DOCUMENT = {
  components: {
    schemas: { Colour: { description: "A colour.", type: "string", enum: ["red", "blue"] } },
    messages: {
      "paint-it": frame("paint-it", { colour: { $ref: "#/components/schemas/Colour", description: "Which." } }, [
        "colour",
      ]),
      painted: {
        payload: {
          description: "It is done.",
          allOf: [
            { type: "object", properties: { at: { type: ["string", "null"] } } },
            { type: "object", properties: { type: type("painted") }, required: ["type"] },
          ],
        },
      },
      seen: frame("seen"),
    },
  },
  operations: { receive: operation("receive", ["paint-it"]), send: operation("send", ["painted", "seen"]) },
};

describe("the types of frames", () => {
  it("are an interface for each, closed, told apart by its type, with what the document says", async () => {
    const types = await frameTypes(DOCUMENT);
    expect(types).toContain(`/**\n * A colour.\n */\nexport type Colour = "red" | "blue";`);
    expect(types).toContain(
      `/**\n * What paint-it says.\n */\nexport interface PaintItFrame {\n  type: "paint-it";\n  /**\n   * Which.\n   */\n  colour: Colour;\n}`,
    );
    expect(types).toContain(`export interface PaintedFrame {\n  type: "painted";\n  at?: string | null;\n}`);
    expect(types).not.toContain("unknown");
  });

  it("are a union for each direction", async () => {
    const types = await frameTypes(DOCUMENT);
    expect(types).toContain("/** What is told by receive. */\nexport type ClientFrame = PaintItFrame;");
    expect(types).toContain("export type ServerFrame = PaintedFrame | SeenFrame;");
  });

  it("of a channel that nobody has thought of are none", async () => {
    const stranger = { ...operation("send", []), channel: { $ref: "#/channels/news" } };
    await expect(frameTypes({ ...DOCUMENT, operations: { stranger } })).rejects.toThrow(
      "#/channels/news has no prefix",
    );
  });

  it("of the service's document tell frames apart", () => {
    expectTypeOf<Extract<ClientFrame, { type: "request-pairing-code" }>["phoneNumber"]>().toEqualTypeOf<string>();
    expectTypeOf<Extract<ServerFrame, { type: "session-state" }>>().toExtend<Status>();
    expectTypeOf<BoardServerFrame["type"]>().toEqualTypeOf<"sessions" | "pong" | "error">();
    expectTypeOf<SessionRow>().toExtend<Status>();
  });
});
