// The HTTP API as a page, from the OpenAPI document.

import { codeBlock } from "./code.ts";
import { codesLinked } from "./failures.ts";
import { anchorOf, html, type Html } from "./html.ts";
import { inline, markdown, prose } from "./markdown.ts";
import type { Entry, Page } from "./page.ts";
import { fieldTable, fieldsOf, nameOf, namedSchema, typeOf, type Field, type Schema } from "./schema.ts";

interface Media {
  readonly schema?: Schema;
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Response {
  readonly description: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly [string, ...string[]];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response>>;
  readonly "x-required-scopes"?: readonly string[];
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

export interface OpenApi {
  readonly info: { readonly description: string; readonly version: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

interface Endpoint extends Operation {
  readonly method: string;
  readonly path: string;
}

function endpointsOf({ paths }: OpenApi): readonly Endpoint[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

/** Returns the names of the types that an operation leads to, directly or through another one. */
function reached(value: unknown, { schemas }: OpenApi["components"], found: Set<string>): Set<string> {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, each] of Object.entries(value)) {
    if (key !== "$ref" || typeof each !== "string") reached(each, { schemas, parameters: {} }, found);
    else if (each.startsWith("#/components/schemas/") && !found.has(nameOf(each))) {
      found.add(nameOf(each));
      reached(schemas[nameOf(each)], { schemas, parameters: {} }, found);
    }
  }
  return found;
}

export function apiPage(document: OpenApi, codes: ReadonlySet<string>): Page {
  const endpoints = endpointsOf(document);
  const groups = document.tags.map(({ name, description }) => ({
    name,
    description,
    endpoints: endpoints.filter(({ tags }) => tags[0] === name),
  }));
  const schemas = [...reached(document.paths, document.components, new Set<string>())].sort();
  const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
  const body = html`
    <p>The document itself: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1), for generators and other tools.</p>
    ${markdown(document.info.description).body}
    ${groups.map(
      (group) =>
        html`<h2 id="${anchorOf(group.name)}">${title(group.name)}</h2>
          <p>${inline(group.description)}</p>
          <ul class="index">
            ${group.endpoints.map(indexed)}
          </ul>
          ${group.endpoints.map((endpoint) => operation(endpoint, { document, codes }))}`,
    )}
    <h2 id="types">Types</h2>
    ${schemas.map((name) => namedSchema(name, document.components.schemas[name] ?? {}))}
  `;
  return {
    path: "/docs/api",
    title: "HTTP API",
    summary: "Every endpoint with its parameters, responses, errors and scopes.",
    body,
    contents: [
      ...groups.flatMap((group) => [
        { level: 2, text: title(group.name), anchor: anchorOf(group.name) },
        ...group.endpoints.map(({ summary, operationId }) => ({ level: 3, text: summary, anchor: operationId })),
      ]),
      { level: 2, text: "Types", anchor: "types" },
    ],
    entries: [...endpoints.map(entryOf), ...schemas.map(typeEntry)],
    scripts: [],
  };
}

function entryOf({ method, path, summary, operationId }: Endpoint): Entry {
  return { title: summary, detail: `${method} ${path}`, anchor: operationId };
}

function typeEntry(name: string): Entry {
  return { title: name, detail: "Type of the HTTP API", anchor: `schema-${name}` };
}

function indexed({ method, path, summary, operationId }: Endpoint): Html {
  return html`<li><a href="#${operationId}">${summary}</a> ${address(method, path)}</li>`;
}

/** Renders an address, which may be broken after each of its slashes. */
function address(method: string, path: string): Html {
  const parts = path.split("/").slice(1);
  return html`<code class="address"
    ><span class="method">${method}</span> ${parts.map((part) => html`/<wbr />${part}`)}</code
  >`;
}

interface Around {
  readonly document: OpenApi;
  readonly codes: ReadonlySet<string>;
}

function operation(endpoint: Endpoint, { document, codes }: Around): Html {
  const { method, path, summary, description, operationId, requestBody } = endpoint;
  const parameters = (endpoint.parameters ?? []).map((each) => resolved(each, document));
  const groups = (["path", "query", "header"] as const).map((where) => parameters.filter((each) => each.in === where));
  const [inPath = [], inQuery = [], inHeaders = []] = groups;
  return html`<section class="operation">
    <h3 id="${operationId}">${summary}</h3>
    <p>${address(method, path)}</p>
    ${prose(description)}
    <p class="facts">${access(endpoint)}</p>
    ${titled("Parameters", fieldTable([...inPath, ...inQuery].map(fieldOf)))}
    ${titled("Headers", fieldTable(inHeaders.map(fieldOf)))}
    ${
      requestBody &&
      html`<h4>Body</h4>
        ${bodyOf(requestBody.content, document)}`
    }
    <h4>Request</h4>
    ${codeBlock(curl(endpoint, document), "sh")} ${responses(endpoint, codes)}
  </section>`;
}

function titled(title: string, table: Html | null): Html | null {
  return (
    table &&
    html`<h4>${title}</h4>
      ${table}`
  );
}

function resolved(parameter: Parameter, { components }: OpenApi): Parameter {
  if (parameter.$ref === undefined) return parameter;
  const found = components.parameters[nameOf(parameter.$ref)];
  if (found === undefined) throw new Error(`${parameter.$ref} is not in the document`);
  return found;
}

function fieldOf({ name, schema, required = false, description }: Parameter): Field {
  return { name, schema, required, description };
}

function access({ security = [], "x-required-scopes": scopes = [] }: Operation): Html {
  if (security.length === 0) return html`For everybody.`;
  const ways = security.flatMap((each) => Object.keys(each));
  const known: Readonly<Record<string, string>> = {
    apiKey: "an API key",
    visit: "a dashboard session",
    onboardingToken: "the token of an onboarding link",
  };
  const said = Object.entries(known).filter(([name]) => ways.includes(name));
  const scope =
    scopes.length > 0 &&
    html`, with the scope ${scopes.map((each, place) => html`${place > 0 && " or "}<code>${each}</code>`)}`;
  return html`For ${said.map(([, name]) => name).join(" or ")}${scope}.`;
}

function schemaOf(content: Readonly<Record<string, Media>> | undefined): { type: string; schema: Schema } | null {
  const [first] = Object.entries(content ?? {});
  return first === undefined ? null : { type: first[0], schema: first[1].schema ?? {} };
}

function bodyOf(content: Readonly<Record<string, Media>>, { components }: OpenApi): Html | null {
  const found = schemaOf(content);
  if (found === null) return null;
  const named = found.schema.$ref === undefined ? found.schema : (components.schemas[nameOf(found.schema.$ref)] ?? {});
  return html`<p>${typeOf(found.schema)} as <code>${found.type}</code></p>
    ${fieldTable(fieldsOf(named))}`;
}

function responses({ responses: all }: Operation, codes: ReadonlySet<string>): Html {
  const [good, bad] = [true, false].map((isGood) =>
    Object.entries(all).filter(([status]) => status < "400" === isGood),
  );
  const said = ([status, { description, content }]: [string, Response]): Html => {
    const found = schemaOf(content);
    const type =
      found &&
      found.type !== "application/problem+json" &&
      html`<p>${typeOf(found.schema)} as <code>${found.type}</code></p>`;
    const text = prose(description);
    return html`<dt>${status}</dt>
      <dd>${text && codesLinked(text, codes)}${type}</dd>`;
  };
  return html`<h4>Responses</h4>
    <dl class="responses">${(good ?? []).map(said)}</dl>
    ${
      bad &&
      bad.length > 0 &&
      html`<details>
        <summary>Errors: ${bad.map(([status]) => status).join(", ")}</summary>
        <dl class="responses">${bad.map(said)}</dl>
      </details>`
    }`;
}

/** Returns the request as a command, with the fields of its body that are required or have an example. */
function curl(endpoint: Endpoint, document: OpenApi): string {
  const { method, path, security = [], requestBody } = endpoint;
  const place = path.replace("{company}", "997441").replace(/\{(\w+)\}/g, "$$$1");
  const words = [`curl -sS${method === "GET" ? "" : ` -X ${method}`} "$LINEKEEPER${place}"`];
  if (security.some((each) => "apiKey" in each)) words.push('-H "Authorization: Bearer $KEY"');
  const found = schemaOf(requestBody?.content);
  if (found !== null)
    words.push(`-H "Content-Type: ${found.type}"`, `-d '${JSON.stringify(exampleOf(found.schema, document))}'`);
  return words.join(" \\\n  ");
}

/** Returns an example of a type, with the fields that are required or have one. */
function exampleOf(schema: Schema, document: OpenApi): unknown {
  if (schema.$ref !== undefined) return exampleOf(document.components.schemas[nameOf(schema.$ref)] ?? {}, document);
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = schema.oneOf ?? schema.anyOf ?? [];
  if (choice !== undefined) return exampleOf(choice, document);
  const fields = fieldsOf(schema).filter((each) => each.required || each.schema.examples !== undefined);
  if (schema.type === "object" || fields.length > 0) {
    return Object.fromEntries(fields.map(({ name, schema: each }) => [name, exampleOf(each, document)]));
  }
  if (schema.type === "array") return [];
  return schema.type === "string" ? "…" : (schema.minimum ?? 0);
}
