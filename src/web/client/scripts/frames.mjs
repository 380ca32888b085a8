// TypeScript types of every frame that the AsyncAPI document describes: an interface for each, and for each channel a union
// of what a client may send and one of what it is sent, told apart by `type`.
import { compile } from "json-schema-to-typescript";

const WIDTH = 120;

/** The unions' names begin with this. */
const PREFIXES = { session: "", board: "Board" };

/**
 * @param {object} document AsyncAPI 3
 * @returns {Promise<string>}
 */
export async function frameTypes(document) {
  const { messages, schemas } = document.components;
  const definitions = {};
  for (const [name, schema] of Object.entries(schemas)) {
    definitions[name] = schema.allOf === undefined ? plain(schema) : flat(schema, schemas);
  }
  for (const [kind, message] of Object.entries(messages)) definitions[frameName(kind)] = flat(message.payload, schemas);
  const unions = Object.values(document.operations).map((operation) => unionOf(operation));
  const body = await compile({ $defs: definitions, type: "object", additionalProperties: false }, "Frames", {
    additionalProperties: false,
    bannerComment: "",
    declareExternallyReferenced: true,
    format: true,
    style: { printWidth: WIDTH },
    unreachableDefinitions: true,
  });
  return `${tidy(body)}\n${unions.join("\n")}`;
}

/** `session-state` → `SessionStateFrame` */
function frameName(kind) {
  return `${kind.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase())}Frame`;
}

/** The parts of an object in one, so that it is closed and a frame's `type` tells it apart. */
function flat(payload, schemas) {
  const whole = { type: "object", description: payload.description, properties: {}, required: [] };
  const take = (part) => {
    if (part.$ref !== undefined) return take(schemas[part.$ref.split("/").at(-1)]);
    for (const inner of part.allOf ?? []) take(inner);
    Object.assign(whole.properties, part.properties);
    whole.required.push(...(part.required ?? []));
  };
  take(payload);
  // Its type comes first, whatever the document's order.
  const { type, ...properties } = whole.properties;
  const ordered = type === undefined ? properties : { type, ...properties };
  return plain({ ...whole, properties: ordered, required: [...new Set(whole.required)] });
}

/** References as the compiler looks for them, and no notes that say what the types say already. */
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain);
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref !== undefined) return referring(schema);
  const { examples: _, ...rest } = schema;
  // What an alternative says of itself is lost, what the whole says is kept.
  const said = rest.oneOf?.find(({ description }) => description !== undefined)?.description;
  if (said !== undefined) rest.description ??= said;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value)]));
}

/** The compiler reads nothing beside a reference. */
function referring({ $ref, description }) {
  const reference = { $ref: `#/$defs/${$ref.split("/").at(-1)}` };
  return description === undefined ? reference : { description, allOf: [reference] };
}

function unionOf({ action, channel, messages, summary }) {
  const prefix = PREFIXES[channel.$ref.split("/").at(-1)];
  if (prefix === undefined) throw new Error(`${channel.$ref} has no prefix`);
  const name = `${prefix}${action === "receive" ? "Client" : "Server"}Frame`;
  const names = messages.map(({ $ref }) => frameName($ref.split("/").at(-1)));
  const line = `export type ${name} = ${names.join(" | ")};`;
  const fits = line.length <= WIDTH;
  const type = fits ? line : `export type ${name} =\n${names.map((one) => `  | ${one}`).join("\n")};`;
  return `/** ${summary} */\n${type}\n`;
}

/** The compiler's own root and its notes on where definitions stand are of no use to a reader. */
function tidy(text) {
  return text
    .replace(/export interface Frames \{\}?\n?(\})?\n?/, "")
    .replace(
      / \*\n \* This interface was referenced by `Frames`'s JSON-Schema\n \* via the `definition` "[^"]*"\.\n/g,
      "",
    )
    .replace(
      /\/\*\*\n \* This interface was referenced by `Frames`'s JSON-Schema\n \* via the `definition` "[^"]*"\.\n \*\/\n/g,
      "",
    )
    .trim()
    .concat("\n");
}
