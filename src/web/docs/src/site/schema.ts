// JSON schemas of the OpenAPI and AsyncAPI documents as tables of fields.

import { Html, html, type Content } from "./html.ts";
import { prose, scrolled } from "./markdown.ts";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly examples?: readonly unknown[];
}

/** Returns the name of a component: `#/components/schemas/Status` is `Status`. */
export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

export function schemaAnchor(name: string): string {
  return `schema-${name}`;
}

/** Renders the type of a value, with links to the types that have a name. */
export function typeOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref);
    return html`<a href="#${schemaAnchor(name)}">${name}</a>`;
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return joined(choices.map(typeOf), " or ");
  if (schema.allOf !== undefined) return joined(schema.allOf.map(typeOf), " and ");
  if (schema.items !== undefined) return html`list of ${typeOf(schema.items)}${orNull(schema)}`;
  if (typeof schema.additionalProperties === "object") return html`map to ${typeOf(schema.additionalProperties)}`;
  return html`${[schema.type ?? "any value"].flat().join(" or ")}`;
}

function orNull({ type }: Schema): string {
  return Array.isArray(type) && type.includes("null") ? " or null" : "";
}

function joined(parts: readonly Html[], by: string): Html {
  return html`${parts.map((part, place): Content => [place > 0 && by, part])}`;
}

/** Returns the description of a field, which a reference with a null beside it has within. */
function described({ description, oneOf, allOf }: Schema): string | undefined {
  return description ?? [...(oneOf ?? []), ...(allOf ?? [])].find((each) => each.description)?.description;
}

/** Renders what is allowed beside the type. */
function bounds(schema: Schema): readonly Html[] {
  const { format, pattern, minimum, maximum, minLength, maxLength, default: preset } = schema;
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  const facts: Content[] = [
    values !== undefined && html`one of ${joined(values.map(valueOf), ", ")}`,
    format !== undefined && !/^u?int/.test(format) && html`format <code>${format}</code>`,
    range(minimum, maximum, ""),
    range(minLength, maxLength, " characters"),
    pattern !== undefined && html`pattern <code>${pattern}</code>`,
    preset !== undefined && html`by default <code>${JSON.stringify(preset)}</code>`,
    schema.examples?.[0] !== undefined && html`for example <code>${exampleText(schema.examples[0])}</code>`,
  ];
  return facts.filter((fact): fact is Html => fact instanceof Html);
}

/** Renders a value that is allowed; an error code leads to its explanation. */
function valueOf(value: unknown): Html {
  const text = String(value);
  const code = html`<code>${text}</code>`;
  return /^[A-Z]+(_[A-Z]+)*$/.test(text) && text.length > 3 ? html`<a href="/docs/errors#${text}">${code}</a>` : code;
}

function exampleText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function range(least: number | undefined, most: number | undefined, unit: string): Html | null {
  if (least === undefined && most === undefined) return null;
  if (most === undefined) return least === 0 ? null : html`at least ${least}${unit}`;
  return least === undefined ? html`at most ${most}${unit}` : html`${least} to ${most}${unit}`;
}

export interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  /** Description of the field itself, where it is not in the schema. */
  readonly description?: string | undefined;
}

/** Returns the fields of an object, those of its parts included. */
export function fieldsOf(schema: Schema): readonly Field[] {
  const own = Object.entries(schema.properties ?? {}).map(([name, each]) => ({
    name,
    schema: each,
    required: schema.required?.includes(name) ?? false,
  }));
  return [...own, ...(schema.allOf ?? []).flatMap(fieldsOf)];
}

/** Renders fields as a table; null where there are none. */
export function fieldTable(fields: readonly Field[]): Html | null {
  if (fields.length === 0) return null;
  const rows = fields.map(({ name, schema, required, description }) => {
    const facts = bounds(schema);
    return html`<tr>
      <th scope="row"><code>${name}</code>${!required && html` <span class="optional">optional</span>`}</th>
      <td>${typeOf(schema)}</td>
      <td>
        ${prose(description ?? described(schema))}${facts.length > 0 && html`<p class="facts">${joined(facts, "; ")}</p>`}
      </td>
    </tr>`;
  });
  const head = html`<thead>
    <tr>
      <th scope="col">Field</th>
      <th scope="col">Type</th>
      <th scope="col">Meaning</th>
    </tr>
  </thead>`;
  return new Html(
    scrolled(
      html`<table class="fields">
        ${head}
        <tbody>
          ${rows}
        </tbody>
      </table>`.text,
    ),
  );
}

/** Renders a type that has a name. */
export function namedSchema(name: string, schema: Schema): Html {
  const table = fieldTable(fieldsOf(schema));
  const facts = bounds(schema);
  return html`<section class="schema">
    <h3 id="${schemaAnchor(name)}">${name}</h3>
    ${prose(schema.description)}
    ${table ?? html`<p>${typeOf(schema)}${facts.length > 0 && html`: ${joined(facts, "; ")}`}</p>`}
    ${table === null && schema.oneOf !== undefined && schema.oneOf.map(choice)}
  </section>`;
}

/** Renders a choice of a type that has fields of its own. */
function choice(schema: Schema): Html | null {
  const table = fieldTable(fieldsOf(schema));
  const facts = bounds(schema);
  if (table === null && facts.length === 0) return null;
  return html`${prose(schema.description)}${table ?? html`<p>${typeOf(schema)}: ${joined(facts, "; ")}</p>`}`;
}
