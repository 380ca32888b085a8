// The WebSockets as a page, from the AsyncAPI document.

import { jsonBlock } from "./code.ts";
import { anchorOf, html, type Html } from "./html.ts";
import { markdown, prose } from "./markdown.ts";
import type { Page } from "./page.ts";
import { fieldTable, fieldsOf, nameOf, namedSchema, type Schema } from "./schema.ts";

interface Reference {
  readonly $ref: string;
}

export interface Message {
  readonly name: string;
  readonly summary: string;
  readonly payload: Schema;
  readonly examples: readonly { readonly payload: unknown }[];
}

interface Channel {
  /** Null for webhooks: their receivers say where they are. */
  readonly address: string | null;
  readonly title: string;
  readonly description: string;
  /** Of WebSockets only. */
  readonly "x-close-codes"?: Readonly<Record<string, string>>;
}

interface Socket extends Channel {
  readonly address: string;
  readonly "x-close-codes": Readonly<Record<string, string>>;
}

interface Operation {
  readonly action: "receive" | "send";
  readonly channel: Reference;
  readonly summary: string;
  readonly messages: readonly Reference[];
}

export interface AsyncApi {
  readonly info: { readonly description: string };
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

/** Direction and frames of an operation of the document, whose point of view is the service's. */
interface Direction {
  readonly anchor: string;
  readonly title: string;
  readonly summary: string;
  readonly frames: readonly Message[];
}

/** Returns an example of a frame. */
export function exampleOf({ components }: AsyncApi, name: string): unknown {
  const example = components.messages[name]?.examples[0];
  if (example === undefined) throw new Error(`there is no example of the frame ${name}`);
  return example.payload;
}

function directionsOf({ operations, components }: AsyncApi, channel: string): readonly Direction[] {
  const own = Object.values(operations).filter(({ channel: { $ref } }) => nameOf($ref) === channel);
  const order = ["receive", "send"];
  return own
    .sort((one, other) => order.indexOf(one.action) - order.indexOf(other.action))
    .map(({ action, summary, messages }) => ({
      anchor: `${channel}-${action}`,
      title: action === "receive" ? "From the client" : "From the service",
      summary,
      frames: messages.map(({ $ref }) => found(components.messages, nameOf($ref))),
    }));
}

function isSocket(channel: Channel): channel is Socket {
  return channel.address !== null && channel["x-close-codes"] !== undefined;
}

/** Returns what the document sends through a channel. */
export function messagesOf(document: AsyncApi, channel: string): readonly Message[] {
  return directionsOf(document, channel).flatMap(({ frames }) => frames);
}

/** Returns the named types in messages, those in their parts included, in the order of the document. */
export function typesOf(
  { components }: AsyncApi,
  messages: readonly Message[],
): readonly (readonly [string, Schema])[] {
  const names = new Set<string>();
  const take = (part: unknown): void => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (names.has(name)) continue;
      names.add(name);
      take(components.schemas[name]);
    }
  };
  take(messages.map(({ payload }) => payload));
  return Object.entries(components.schemas).filter(([name]) => names.has(name));
}

function found(messages: AsyncApi["components"]["messages"], name: string): Message {
  const message = messages[name];
  if (message === undefined) throw new Error(`there is no frame ${name}`);
  return message;
}

export function socketsPage(document: AsyncApi): Page {
  const channels = Object.entries(document.channels).sort(([one], [other]) => other.localeCompare(one));
  const shown = channels.flatMap(([name, channel]) =>
    isSocket(channel) ? [{ name, channel, directions: directionsOf(document, name) }] : [],
  );
  const frames = shown.flatMap(({ directions }) => directions.flatMap((direction) => direction.frames));
  const schemas = typesOf(document, frames);
  const body = html`
    <p>
      The document itself: <a href="/asyncapi.json">asyncapi.json</a> (AsyncAPI 3.0), for generators and other tools.
    </p>
    ${markdown(document.info.description).body}
    ${shown.map(
      ({ name, channel, directions }) =>
        html`<h2 id="${name}">${channel.title}</h2>
          <p>
            <code class="address"
              >${channel.address
                .split("/")
                .slice(1)
                .map((part) => html`/<wbr />${part}`)}</code
            >
          </p>
          ${prose(channel.description)} ${directions.map((direction) => directed(name, direction))}
          <h3 id="${name}-closing">Close codes</h3>
          <dl class="responses">
            ${Object.entries(channel["x-close-codes"]).map(
              ([code, said]) =>
                html`<dt>${code}</dt>
                  <dd>${prose(said)}</dd>`,
            )}
          </dl>`,
    )}
    <h2 id="types">Types</h2>
    ${schemas.map(([name, schema]) => namedSchema(name, schema))}
  `;
  return {
    path: "/docs/sockets",
    title: "WebSockets",
    summary: "The frames of a company's session and of the board of all sessions.",
    body,
    contents: [
      ...shown.flatMap(({ name, channel, directions }) => [
        { level: 2, text: channel.title, anchor: name },
        ...directions.map(({ title, anchor }) => ({ level: 3, text: title, anchor })),
        { level: 3, text: "Close codes", anchor: `${name}-closing` },
      ]),
      { level: 2, text: "Types", anchor: "types" },
    ],
    entries: [
      ...shown.flatMap(({ name, channel, directions }) =>
        directions.flatMap(({ frames: own, title }) =>
          own.map((frame) => ({
            title: frame.name,
            detail: `Frame ${title.toLowerCase()}: ${channel.title}`,
            anchor: frameAnchor(name, frame.name),
          })),
        ),
      ),
      ...schemas.map(([name]) => ({ title: name, detail: "Type of the WebSockets", anchor: `schema-${name}` })),
    ],
    scripts: [],
  };
}

function frameAnchor(channel: string, name: string): string {
  return `${channel}-${anchorOf(name)}`;
}

function directed(channel: string, { anchor, title, summary, frames }: Direction): Html {
  return html`<h3 id="${anchor}">${title}</h3>
    <p>${summary}</p>
    <ul class="index">
      ${frames.map(
        ({ name }) =>
          html`<li>
            <a href="#${frameAnchor(channel, name)}"><code>${name}</code></a>
          </li>`,
      )}
    </ul>
    ${frames.map((each) => frame(channel, each))}`;
}

function frame(channel: string, { name, summary, payload, examples }: Message): Html {
  const [example] = examples;
  return html`<section class="operation">
    <h4 id="${frameAnchor(channel, name)}"><code>${name}</code></h4>
    ${prose(summary)} ${fieldTable(fieldsOf(payload).filter(({ name: field }) => field !== "type"))}
    ${example && jsonBlock(example.payload)}
  </section>`;
}
