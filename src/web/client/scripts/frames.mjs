// Generates TypeScript types of every frame in the AsyncAPI document: an interface per frame, and per channel one union
// of the frames that a client may send and one of those it receives, discriminated by `type`.
import { compile } from "json-schema-to-typescript";

const WIDTH = 120;

/** Prefix of the union type names, by channel. */
const PREFIXES = { session: "", board: "Board" };

/** Channels of events, whose types come from the HTTP API. */
const OF_EVENTS = ["events", "webhook"];

/**
 * Renders the types of all frames and schemas.
 * @param {object} document AsyncAPI 3
 * @returns {Promise<string>} TypeScript source
 */
export async function frameTypes(document) {
  const { messages, schemas, operations } = framesOf(document);
  const definitions = {};
  for (const [name, schema] of Object.entries(schemas)) {
    definitions[name] = schema.allOf === undefined ? plain(schema) : flat(schema, schemas);
  }
  for (const [kind, message] of Object.entries(messages)) definitions[frameName(kind)] = flat(message.payload, schemas);
  const unions = operations.map((operation) => unionOf(operation));
  return `${tidy(await compiled(definitions))}\n${unions.join("\n")}`;
}

/**
 * What the document says of the WebSockets: their operations, the frames of these, and the schemas that frames refer to.
 * @param {object} document AsyncAPI 3
 */
export function framesOf({ operations, components }) {
  const own = Object.values(operations).filter(({ channel }) => !OF_EVENTS.includes(nameOf(channel)));
  const kinds = new Set(own.flatMap(({ messages }) => messages.map(nameOf)));
  const messages = Object.fromEntries(Object.entries(components.messages).filter(([kind]) => kinds.has(kind)));
  const schemas = {};
  const take = (part) => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (schemas[name] !== undefined) continue;
      schemas[name] = components.schemas[name];
      take(schemas[name]);
    }
  };
  take(messages);
  // In the order of the document, whichever frame is the first to refer to one.
  return { messages, operations: own, schemas: pick(components.schemas, schemas) };
}

function pick(all, some) {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in some));
}

function nameOf({ $ref }) {
  return $ref.split("/").at(-1);
}

function compiled(definitions) {
  return compile({ $defs: definitions, type: "object", additionalProperties: false }, "Frames", {
    additionalProperties: false,
    bannerComment: "",
    declareExternallyReferenced: true,
    format: true,
    style: { printWidth: WIDTH },
    unreachableDefinitions: true,
  });
}

/**
 * Renders the types of a schema of the OpenAPI document and of all that it refers to.
 * @param {object} document OpenAPI 3.1
 * @param {string} root name of the schema
 * @param {string[]} known names of schemas that have their types among the frames; these are imported
 * @returns {Promise<string>} TypeScript source
 */
export async function schemaTypes(document, roots, known) {
  const { schemas } = document.components;
  const definitions = {};
  const imported = new Set();
  const byName = (_, value) => {
    const name = value?.$ref?.replace("#/$defs/", "");
    if (!known.includes(name)) return value;
    imported.add(name);
    return { tsType: name };
  };
  const define = (name, whole) => {
    const definition = JSON.parse(JSON.stringify(whole, byName));
    definitions[name] = definition;
    for (const [, other] of JSON.stringify(definition).matchAll(/"#\/\$defs\/(\w+)"/g)) take(other);
  };
  const take = (name) => {
    if (definitions[name] !== undefined) return;
    const schema = schemas[name];
    const union = alternatives(schema, schemas);
    if (union === undefined) {
      define(name, schema.allOf === undefined ? plain(schema) : flat(schema, schemas));
    } else {
      for (const [alternative, whole] of union) define(alternative, flat(whole, schemas));
      const oneOf = union.map(([alternative]) => ({ $ref: alternative }));
      define(name, plain({ description: schema.description, oneOf }));
    }
  };
  for (const root of roots) take(root);
  const types = tidy(await compiled(definitions));
  return `import type { ${[...imported].sort().join(", ")} } from "./frames.ts";\n\n${types}`;
}

/**
 * The alternatives of an `allOf` one part of which is a union of schemas: each with the other parts, under its own name.
 */
function alternatives({ allOf }, schemas) {
  const referred = ({ $ref }) => schemas[$ref?.split("/").at(-1)];
  const union = allOf?.find((part) => referred(part)?.oneOf?.every(({ $ref }) => $ref !== undefined));
  const others = allOf?.filter((part) => part !== union);
  return referred(union ?? {})?.oneOf.map((one) => [
    one.$ref.split("/").at(-1),
    { description: referred(one).description, allOf: [{ $ref: one.$ref }, ...others] },
  ]);
}

/** `session-state` → `SessionStateFrame` */
function frameName(kind) {
  return `${kind.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase())}Frame`;
}

/**
 * Merges the `allOf` parts of a schema into one object, so that it is closed and its `type` discriminates the union.
 */
function flat(payload, schemas) {
  const whole = { type: "object", description: payload.description, properties: {}, required: [] };
  const take = (part) => {
    if (part.$ref !== undefined) return take(schemas[part.$ref.split("/").at(-1)]);
    for (const inner of part.allOf ?? []) take(inner);
    Object.assign(whole.properties, part.properties);
    whole.required.push(...(part.required ?? []));
  };
  take(payload);
  // `type` is put first, whatever the order in the document.
  const { type, ...properties } = whole.properties;
  const ordered = type === undefined ? properties : { type, ...properties };
  return plain({ ...whole, properties: ordered, required: [...new Set(whole.required)] });
}

/**
 * Rewrites references to where the compiler looks for them (`#/$defs/`), and drops examples, which the types make
 * redundant.
 */
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain);
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref !== undefined) return referring(schema);
  const { examples: _, ...rest } = schema;
  // The compiler drops the description of a `oneOf` alternative but keeps that of the whole: if that has none, the
  // first alternative's is moved up.
  const said = rest.oneOf?.find(({ description }) => description !== undefined)?.description;
  if (said !== undefined) rest.description ??= said;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value)]));
}

/** Wraps a reference with a description in `allOf`: the compiler ignores everything that stands beside a `$ref`. */
function referring({ $ref, description }) {
  const reference = { $ref: `#/$defs/${$ref.split("/").at(-1)}` };
  return description === undefined ? reference : { description, allOf: [reference] };
}

function unionOf({ action, channel, messages, summary }) {
  const prefix = PREFIXES[nameOf(channel)];
  if (prefix === undefined) throw new Error(`${channel.$ref} has no prefix`);
  const name = `${prefix}${action === "receive" ? "Client" : "Server"}Frame`;
  const names = messages.map((message) => frameName(nameOf(message)));
  const line = `export type ${name} = ${names.join(" | ")};`;
  const fits = line.length <= WIDTH;
  const type = fits ? line : `export type ${name} =\n${names.map((one) => `  | ${one}`).join("\n")};`;
  return `/** ${summary} */\n${type}\n`;
}

/** Removes the compiler's root interface and its notes on where each definition is referenced. */
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
