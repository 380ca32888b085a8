// The events of lines as a page, from the AsyncAPI document.

import { jsonBlock } from "./code.ts";
import { messagesOf, typesOf, type AsyncApi, type Message } from "./asyncapi.ts";
import { anchorOf, html, type Html } from "./html.ts";
import { prose } from "./markdown.ts";
import type { Page } from "./page.ts";
import { fieldTable, fieldsOf, namedSchema } from "./schema.ts";

/** The channel that sends all of them. */
const CHANNEL = "events";
/** Name of the type of all of them. */
const EVENT = "LineEvent";

export function lineEventsPage(document: AsyncApi): Page {
  const events = messagesOf(document, CHANNEL);
  const types = typesOf(document, events).filter(([name]) => name !== EVENT);
  const whole = document.components.schemas[EVENT];
  if (whole === undefined) throw new Error(`there is no type ${EVENT}`);
  const body = html`
    <p>
      From the AsyncAPI document: <a href="/asyncapi.json">asyncapi.json</a>, for generators and other tools. What is
      promised of events is in <a href="/docs/messages">Messages</a>, how to receive them in
      <a href="/docs/webhooks">Webhooks</a>.
    </p>
    <h2 id="event">Every event</h2>
    ${prose(whole.description)} ${fieldTable(fieldsOf(whole))}
    <h2 id="event-types">Types of events</h2>
    <ul class="index">
      ${events.map(
        ({ name }) =>
          html`<li>
            <a href="#${eventAnchor(name)}"><code>${name}</code></a>
          </li>`,
      )}
    </ul>
    ${events.map(event)}
    <h2 id="types">Types in them</h2>
    ${types.map(([name, schema]) => namedSchema(name, schema))}
  `;
  return {
    path: "/docs/line-events",
    title: "Events of a line",
    summary: "Each type of event in the feed, the stream and webhooks, with an example.",
    body,
    contents: [
      { level: 2, text: "Every event", anchor: "event" },
      { level: 2, text: "Types of events", anchor: "event-types" },
      ...events.map(({ name }) => ({ level: 3, text: name, anchor: eventAnchor(name) })),
      { level: 2, text: "Types in them", anchor: "types" },
    ],
    entries: [
      ...events.map(({ name }) => ({ title: name, detail: "Event of a line", anchor: eventAnchor(name) })),
      ...types.map(([name]) => ({ title: name, detail: "Type of the events", anchor: `schema-${name}` })),
    ],
    scripts: [],
  };
}

function eventAnchor(name: string): string {
  return `event-${anchorOf(name)}`;
}

function event({ name, summary, examples }: Message): Html {
  return html`<section class="operation">
    <h3 id="${eventAnchor(name)}"><code>${name}</code></h3>
    ${prose(summary)} ${examples.map(({ payload }) => jsonBlock(payload))}
  </section>`;
}
