// Events of a line as an async iterator: the stream of the feed, resumed after every loss from the last event that was
// handed out. A program keeps the `seq` of the last event it has handled, and begins there the next time.
import { Refused, pause } from "./answers.ts";
import { backoff as defaultBackoff, type Backoff } from "./backoff.ts";
import type { LineEvent } from "./generated/events.ts";

/** Silence after which a stream is treated as dead: the service sends a comment at least every 15 seconds. */
const DEAD_MS = 40_000;

export interface FeedOptions {
  /** Address of the service. */
  readonly url: string | URL;
  readonly companyId: string;
  /** API key with the scope `messages:read`. */
  readonly apiKey: string;
  /** `seq` of the last event that was handled; 0, the default, begins at the first one that is kept. */
  readonly after?: number | undefined;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
  readonly backoff?: Backoff | undefined;
}

/**
 * Iterates over the events of a line, for as long as the program wants them. A connection that is lost is made again.
 * @throws LineError if the service refuses the request for good: no access, or it keeps no messages.
 */
export async function* followEvents(options: FeedOptions): AsyncGenerator<LineEvent, void, undefined> {
  const { signal, backoff = defaultBackoff } = options;
  let after = options.after ?? 0;
  let attempt = 0;
  while (!signal?.aborted) {
    let waitMs = 0;
    try {
      for await (const event of streamed(options, after)) {
        after = event.data.seq;
        attempt = 0;
        yield event;
      }
      // The service ends a stream by itself after some minutes; one that ends at once again and again is a failure.
      attempt += 1;
      if (attempt > 1) waitMs = backoff(attempt - 1, Math.random(), 0);
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof Refused && !error.isTransient) throw error.asLineError();
      attempt += 1;
      waitMs = Math.max(backoff(attempt, Math.random(), 0), error instanceof Refused ? error.retryAfterMs : 0);
    }
    await pause(waitMs, signal);
  }
}

/** Reads one stream to its end. */
async function* streamed(options: FeedOptions, after: number): AsyncGenerator<LineEvent, void, undefined> {
  const { url, companyId, apiKey, signal } = options;
  const dead = new AbortController();
  const give = () => dead.abort(new Error("the stream is silent"));
  let timer = setTimeout(give, DEAD_MS);
  const both = signal === undefined ? dead.signal : AbortSignal.any([signal, dead.signal]);
  try {
    const path = `/api/whatsapp/sessions/${encodeURIComponent(companyId)}/feed/stream`;
    const response = await fetch(new URL(path, url), {
      headers: { authorization: `Bearer ${apiKey}`, accept: "text/event-stream", "last-event-id": String(after) },
      signal: both,
    });
    if (!response.ok || response.body === null) throw await Refused.of(response);
    const parser = new EventParser();
    for await (const text of response.body.pipeThrough(new TextDecoderStream(), {
      signal: both,
    }) as unknown as AsyncIterable<string>) {
      clearTimeout(timer);
      timer = setTimeout(give, DEAD_MS);
      for (const data of parser.add(text)) yield JSON.parse(data) as LineEvent;
    }
  } finally {
    clearTimeout(timer);
    // A consumer that leaves the loop leaves the connection, too.
    dead.abort();
  }
}

/** Parser of server-sent events; only `data` is needed, since each event has its own `seq` and type. */
export class EventParser {
  #rest = "";
  #data: string[] = [];

  /** Takes the next piece of the stream; returns the data of the events that are complete with it. */
  add(text: string): string[] {
    const events: string[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length > 0) events.push(this.#data.join("\n"));
        this.#data = [];
      } else if (line.startsWith("data:")) {
        this.#data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
      }
    }
    return events;
  }
}
