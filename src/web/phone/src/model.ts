// State of the page and the current screen of the phone. Pure: takes events, returns the next state.

import { displayedPhone } from "@linekeeper/ui/format.ts";

import type { Messages, PasskeyLinking, Phone } from "./api.ts";
import { incoming, noMessages } from "./messages.ts";
import type { SentText } from "./sent.ts";
import type { Sentence } from "./texts.ts";
import { deviceName } from "./view.ts";

/** Screens: the three sections and those within them. */
export type Place =
  | { readonly at: "chats" }
  | { readonly at: "chat"; readonly peer: string }
  | { readonly at: "write" }
  | { readonly at: "devices" }
  | { readonly at: "camera" }
  | { readonly at: "paste" }
  | { readonly at: "code" }
  | { readonly at: "profile" };

export type Section = "chats" | "devices" | "profile";

export interface State {
  readonly number: string | null;
  /** Phone as last read. */
  readonly phone: Phone | null;
  /** Whether the last read failed. */
  readonly unseen: boolean;
  readonly place: Place;
  /** Action in progress; one at a time. */
  readonly doing: "linking" | "waiting" | null;
  /** Message at the bottom of the phone, shown for a while. */
  readonly said: Sentence | null;
  /** Reason why the last action failed; stays until the next action. */
  readonly problem: Sentence | null;
  /** Whether a step of a linking with a passkey is being sent. */
  readonly isAnswering: boolean;
  /** Answer of this phone's own passkey to the open challenge, as JSON; and whether it is in the clipboard. */
  readonly assertion: { readonly json: string; readonly isCopied: boolean } | null;
  readonly sent: readonly SentText[];
  /** What the phone has sent and taken, as the simulator logs it. */
  readonly messages: Messages;
  /** Ids of received messages that have not been viewed. */
  readonly unread: ReadonlySet<string>;
}

export type Happening =
  | { readonly type: "took"; readonly number: string | null; readonly sent: readonly SentText[] }
  | { readonly type: "looked"; readonly phone: Phone; readonly messages?: Messages }
  | { readonly type: "unseen" }
  | { readonly type: "went"; readonly place: Place }
  | { readonly type: "began"; readonly doing: "linking" | "waiting" }
  | { readonly type: "done"; readonly said: Sentence | null; readonly place?: Place }
  | { readonly type: "refused"; readonly problem: Sentence }
  | { readonly type: "answering" }
  | { readonly type: "answered"; readonly assertion?: State["assertion"] }
  | { readonly type: "answer-refused"; readonly problem: Sentence }
  | { readonly type: "sent"; readonly sent: readonly SentText[]; readonly to: string }
  | { readonly type: "forgot" };

export const initial: State = {
  number: null,
  phone: null,
  unseen: false,
  place: { at: "chats" },
  doing: null,
  said: null,
  problem: null,
  isAnswering: false,
  assertion: null,
  sent: [],
  messages: noMessages,
  unread: new Set(),
};

const PARENTS: Readonly<Record<Place["at"], Place | null>> = {
  chats: null,
  devices: null,
  profile: null,
  chat: { at: "chats" },
  write: { at: "chats" },
  camera: { at: "devices" },
  paste: { at: "camera" },
  code: { at: "camera" },
};

export function parentOf(place: Place): Place | null {
  return PARENTS[place.at];
}

/** Returns whether the phone asks its person about a linking with a passkey. */
export function isAsked({ phone }: State): boolean {
  return phone !== null && phone.passkeyLinking !== null;
}

/** Returns the section that a screen belongs to. */
export function sectionOf(place: Place): Section {
  const parent = parentOf(place);
  return parent === null ? (place.at as Section) : sectionOf(parent);
}

export function next(state: State, event: Happening): State {
  switch (event.type) {
    case "took":
      return { ...initial, number: event.number, sent: event.sent };
    case "looked":
      return looked(state, event.phone, event.messages ?? state.messages);
    case "unseen":
      return { ...state, unseen: true };
    case "went":
      return went({ ...state, said: null, problem: null }, event.place);
    case "began":
      return { ...state, doing: event.doing, said: null, problem: null };
    case "done":
      return went({ ...state, doing: null, problem: null, said: event.said }, event.place ?? state.place);
    case "refused":
      return { ...state, doing: null, said: null, problem: event.problem };
    case "answering":
      return { ...state, isAnswering: true, problem: null };
    case "answered":
      return { ...state, isAnswering: false, assertion: event.assertion ?? state.assertion };
    case "answer-refused":
      return { ...state, isAnswering: false, problem: event.problem };
    case "sent":
      return went({ ...state, doing: null, problem: null, sent: event.sent }, { at: "chat", peer: event.to });
    case "forgot":
      return { ...state, said: null };
  }
}

function went(state: State, place: Place): State {
  if (place.at !== "chat") return { ...state, place };
  const read = arrivals(state.phone, state.messages)
    .filter(({ from }) => from === place.peer)
    .map(({ id }) => id);
  return { ...state, place, unread: new Set([...state.unread].filter((id) => !read.includes(id))) };
}

/** Applies a reading of the phone: announces what has changed, unless an action is in progress. */
function looked(state: State, phone: Phone, messages: Messages): State {
  const isSameChallenge = challengeOf(state.phone?.passkeyLinking) === challengeOf(phone.passkeyLinking);
  const seen = { ...state, phone, messages, unseen: false, assertion: isSameChallenge ? state.assertion : null };
  if (state.phone === null) return seen;
  const known = new Set(arrivals(state.phone, state.messages).map(({ id }) => id));
  const open = state.place.at === "chat" ? state.place.peer : null;
  const come = arrivals(phone, messages).filter(({ id, from }) => !known.has(id) && from !== open);
  const unread = new Set([...state.unread, ...come.map(({ id }) => id)]);
  const said = state.doing === null ? news(state.phone, phone, come) : null;
  return { ...seen, unread, said: said ?? state.said };
}

interface Arrival {
  readonly id: string;
  readonly from: string;
}

/** Returns what others have sent to the phone: texts, and what linked devices sent; some are both. */
function arrivals(phone: Phone | null, messages: Messages): readonly Arrival[] {
  if (phone === null) return [];
  const texts = phone.texts.filter(({ from }) => from !== phone.number);
  const listed = new Set(texts.map(({ id }) => id));
  return [...texts, ...incoming(messages, phone.number).filter(({ id }) => !listed.has(id))];
}

function challengeOf(linking: PasskeyLinking | null | undefined): string | null {
  return linking?.options == null ? null : JSON.stringify(linking.options);
}

function news(before: Phone, after: Phone, come: readonly Arrival[]): Sentence | null {
  const linked = new Set(after.devices.map(({ device }) => device));
  const gone = before.devices.find(({ device }) => !linked.has(device));
  if (gone !== undefined) return { key: "deviceGone", parameters: { name: deviceName(gone) } };
  // The request that began it was sent by another tab, or by this one before it was loaded again.
  if (before.passkeyLinking !== null && after.passkeyLinking === null) {
    return { key: after.devices.length > before.devices.length ? "linked" : "notLinked" };
  }
  const newest = come.at(-1);
  return newest === undefined ? null : { key: "newText", parameters: { name: displayedPhone(newest.from) } };
}
