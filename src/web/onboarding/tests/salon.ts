// Fake service data for the tests: pictures as the client delivers them, and a model that has received some.

import type { Picture } from "@linekeeper/client";

import type { Language } from "../src/languages/known.ts";
import * as ru from "../src/languages/ru.ts";
import { addLanguage } from "../src/texts.ts";
import { brandOf, type Brand } from "../src/brand.ts";
import { factsOf, type Failure, type Text } from "../src/facts.ts";
import { initialModel, reduce, type Event, type Model, type RequestKind } from "../src/model.ts";
import type { Region } from "../src/phone.ts";
import { viewOf, type Setting, type View } from "../src/view.ts";

// Tests of the screens read Russian, too; what is loaded on demand has tests of its own.
addLanguage("ru", ru);

/** Offset of the service's clock to the page's, in milliseconds: one hour ahead. */
export const SERVER_AHEAD = 3_600_000;
const SERVER_START = Date.UTC(2026, 10, 23);
/** Origin of the page that contains the element. */
const PAGE = "https://market.example";
/** The page's time when a test begins. */
export const START = SERVER_START - SERVER_AHEAD;

export const NO_BRAND: Brand = brandOf(
  { companyName: null, supportUrl: null, supportEmail: null, returnUrl: null },
  null,
  null,
);

/** Setting of a view: English, on a computer, at the start. */
export const SETTING: Setting = {
  ...{ now: START, serverNow: SERVER_START, language: "en", region: "RU", page: PAGE },
  ...{ onPhone: false, brand: NO_BRAND, awaitsName: false, isLeft: false },
};

/** Returns the service's time, some milliseconds after the start. */
export function serverTime(ms = 0): string {
  return new Date(SERVER_START + ms).toISOString();
}

type Status = Picture["status"];
type Screen = Partial<Pick<Picture, "liveCode" | "liveQr" | "livePasskey">>;

export function picture(
  fields: Partial<Status> = {},
  { liveCode: code = null, liveQr: qr = null, livePasskey = null }: Screen = {},
): Picture {
  const status: Status = {
    companyId: "997441",
    state: "idle",
    code: null,
    message: null,
    userAction: "none",
    retryAfterMs: null,
    nextAttemptAt: null,
    since: serverTime(),
    correlationId: "pairing-1",
    phoneNumber: null,
    linked: false,
    attempts: 0,
    pairing: null,
    ...fields,
  };
  return { status, liveCode: code, liveQr: qr, livePasskey, at: START };
}

export function textOf(code: string): Text {
  return { ru: `${code} по-русски`, en: `${code} in English` };
}

/** Creates the picture of a parked session. Codes and actions may be those of a newer service. */
export function parked(code: string, userAction: string, fields: Partial<Status> = {}): Picture {
  return picture({
    state: "error",
    code: code as NonNullable<Status["code"]>,
    userAction: userAction as Status["userAction"],
    message: textOf(code),
    ...fields,
  });
}

export function pairing(fields: Partial<NonNullable<Status["pairing"]>> = {}): NonNullable<Status["pairing"]> {
  return { method: "code", codeExpiresAt: null, phoneAnswered: false, attempt: 1, ...fields };
}

type Change = NonNullable<Status["change"]>;

/** Progress of a change of the phone; by default its code is on the screen. */
export function change(fields: Partial<Change> = {}): Change {
  return {
    state: "pairing_code_sent",
    method: "code",
    maskedPhone: "7916•••••48",
    code: null,
    message: null,
    expiresAt: null,
    phoneAnswered: false,
    since: serverTime(),
    correlationId: "change-1",
    oldDevice: null,
    ...fields,
  };
}

/** Picture of a connected session. */
export function connected(fields: Partial<Status> = {}): Picture {
  return picture({ state: "connected", linked: true, phoneNumber: "7900•••••63", change: null, ...fields });
}

/** Picture of a session whose line works while its phone is being changed. */
export function changing(fields: Partial<Change> = {}, screen: Screen = {}): Picture {
  return { ...connected({ change: change(fields) }), liveCode: null, liveQr: null, ...screen };
}

/** Open challenge of WhatsApp. */
export function challenge(
  fields: Partial<NonNullable<Picture["livePasskey"]>> = {},
): NonNullable<Picture["livePasskey"]> {
  return {
    challengeId: "challenge-1",
    options: { challenge: "Y".repeat(43), rpId: "whatsapp.com" },
    code: null,
    expiresAt: serverTime(600_000),
    mayAnswer: true,
    ...fields,
  };
}

type PasskeyState = "waiting_for_passkey" | "checking_passkey" | "confirming_passkey";

/** Picture of a pairing by code in which WhatsApp asks for a passkey. */
export function asksPasskey(state: PasskeyState, livePasskey: Picture["livePasskey"] = null): Picture {
  return picture({ state, pairing: pairing() }, { livePasskey });
}

export const waitingForPasskey = (fields: Parameters<typeof challenge>[0] = {}): Picture =>
  asksPasskey("waiting_for_passkey", challenge(fields));

export const confirmingPasskey = (fields: Parameters<typeof challenge>[0] = {}): Picture =>
  asksPasskey("confirming_passkey", challenge({ options: null, code: "ABCD-EFGH", ...fields }));

/** Code for the number that comes. */
export const newCode = { code: "WXYZ-1234", phoneNumber: "79161234548", expiresAt: serverTime(180_000) };

export const liveCode = { code: "ABCD-EFGH", phoneNumber: "79006464263", expiresAt: serverTime(180_000) };

export const liveQr = { qr: "2@a,b", svg: "<svg/>", expiresAt: serverTime(20_000) };

export function withCode(fields: Partial<Status> = {}, screen: Screen = {}): Picture {
  return picture({ state: "pairing_code_sent", pairing: pairing(), ...fields }, { liveCode, ...screen });
}

export function withQr(screen: Screen = {}): Picture {
  return picture({ state: "pairing_code_sent", pairing: pairing({ method: "qr" }) }, { liveQr, ...screen });
}

export function failure(code: string, fields: Partial<Failure> = {}): Failure {
  return { code, message: textOf(code), action: "retry", waitMs: null, reference: "pairing-2", ...fields };
}

/** Model of the element of salon 997441, with an open connection. */
export class Salon {
  at = START;
  model: Model;

  constructor(known: Parameters<typeof initialModel>[0] = {}) {
    this.model = Salon.outside(known).model;
    this.opens();
  }

  /** Creates a model whose connection has never been open. */
  static outside(known: Parameters<typeof initialModel>[0] = {}): Salon {
    const salon = Object.create(Salon.prototype) as Salon;
    salon.at = START;
    salon.model = initialModel({ company: "997441", ...known });
    return salon;
  }

  happens(event: Event): this {
    this.model = reduce(this.model, event);
    return this;
  }

  opens(): this {
    return this.happens({ type: "line", state: "open", retryAt: null });
  }

  loses(retryAt: number | null = START): this {
    return this.happens({ type: "line", state: "waiting", retryAt });
  }

  sees(...pictures: Picture[]): this {
    for (const each of pictures) this.happens({ type: "picture", facts: factsOf(each), at: this.at });
    return this;
  }

  asks(what: RequestKind, phone?: string, anew = false): this {
    return this.happens({ type: "asked", what, id: 1, anew, ...(phone === undefined ? {} : { phone }) });
  }

  answers(what: RequestKind, message?: Text): this {
    return this.happens({ type: "answered", what, id: 1, ...(message === undefined ? {} : { message }) });
  }

  /** Simulates the answer to the code request, for this number. */
  gets(phone: string): this {
    return this.happens({ type: "answered", what: "code", id: 1, phone });
  }

  /** Simulates the refusal of the pending request. */
  refuses(what: RequestKind, why: Failure): this {
    return this.happens({ type: "failed", id: 1, what, failure: why, at: this.at });
  }

  /** Simulates an error that answers no request. */
  hears(why: Failure): this {
    return this.happens({ type: "failed", id: null, what: null, failure: why, at: this.at });
  }

  /** Returns the view, some milliseconds after the start. */
  shows(ms = 0, language: Language = "en", region: Region = "RU"): View {
    return this.showsIn({ now: START + ms, serverNow: SERVER_START + ms, language, region });
  }

  /** Returns the view in a setting, by default at the start, in English, on a computer. */
  showsIn(setting: Partial<Setting>): View {
    return viewOf(this.model, { ...SETTING, ...setting });
  }
}
