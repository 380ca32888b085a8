// The browser's API, as far as the list of allowed origins and the background use it.
import { vi } from "vitest";

class Emitter<A extends unknown[]> {
  readonly #listeners = new Set<(...words: A) => unknown>();
  addListener = (listener: (...words: A) => unknown): void => void this.#listeners.add(listener);
  removeListener = (listener: (...words: A) => unknown): void => void this.#listeners.delete(listener);
  emit = (...words: A): unknown[] => [...this.#listeners].map((listener) => listener(...words));
}

/** Storage area in memory. */
function area(onChange: () => void = () => {}) {
  const kept: Record<string, unknown> = {};
  return {
    kept,
    get: async (name?: string) => (name === undefined ? { ...kept } : { [name]: kept[name] }),
    set: async (values: object) => {
      Object.assign(kept, values);
      onChange();
    },
    remove: async (names: string | string[]) => {
      for (const name of [names].flat()) delete kept[name];
    },
  };
}

/** A browser in which the person answers the question for permissions with yes or no. */
export function fakeChrome() {
  const granted = new Set(["https://web.whatsapp.com/*"]);
  const changed = new Emitter<[]>();
  const events = {
    installed: new Emitter<[]>(),
    startup: new Emitter<[]>(),
    added: new Emitter<[]>(),
    removed: new Emitter<[]>(),
    message: new Emitter<[unknown, object, (answer: unknown) => void]>(),
    connect: new Emitter<[object]>(),
    tabRemoved: new Emitter<[number]>(),
    tabUpdated: new Emitter<[number, object, object]>(),
  };
  const local = area(() => changed.emit());
  const session = area();
  const registered: { id: string; matches: string[] }[] = [];
  let person: "yes" | "no" = "yes";
  const scripting = {
    getRegisteredContentScripts: async () => registered,
    registerContentScripts: vi.fn(
      async (scripts: { id: string; matches: string[] }[]) => void registered.push(...scripts),
    ),
    updateContentScripts: vi.fn(
      async ([script]: { id: string; matches: string[] }[]) => void (registered[0] = script!),
    ),
    unregisterContentScripts: vi.fn(async () => void registered.splice(0)),
    executeScript: vi.fn(async () => [{}]),
  };
  const api = {
    runtime: {
      id: "own-id",
      getManifest: () => ({ version: "1.2.3" }),
      onInstalled: events.installed,
      onStartup: events.startup,
      onMessage: events.message,
      onConnect: events.connect,
    },
    storage: { local: { ...local, onChanged: changed }, session },
    permissions: {
      onAdded: events.added,
      onRemoved: events.removed,
      contains: async ({ origins }: { origins: string[] }) => origins.every((origin) => granted.has(origin)),
      request: vi.fn(async ({ origins }: { origins: string[] }) => {
        if (person === "yes") for (const origin of origins) granted.add(origin);
        return person === "yes";
      }),
      remove: vi.fn(async ({ origins }: { origins: string[] }) => origins.map((origin) => granted.delete(origin))),
    },
    scripting,
    tabs: {
      onRemoved: events.tabRemoved,
      onUpdated: events.tabUpdated,
      query: vi.fn(async (): Promise<object[]> => []),
      create: vi.fn(async () => ({ id: 77, windowId: 1 })),
      get: vi.fn(async () => ({ id: 77, status: "loading" })),
      remove: vi.fn(async () => {}),
      update: vi.fn(async () => ({ windowId: 1 })),
    },
    windows: { update: vi.fn(async () => {}) },
  };
  vi.stubGlobal("chrome", api);
  return {
    api,
    events,
    granted,
    local: local.kept,
    session: session.kept,
    registered,
    says: (word: "yes" | "no") => (person = word),
  };
}

/** Waits until everything that was begun is done: nothing here waits for time. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
