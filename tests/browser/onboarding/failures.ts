// Failures during and after linking: how each is provoked, the text on the page, and the action it offers.
import { expect } from "@playwright/test";

import type { Salon } from "../fixture/salon.ts";
import type { Service } from "../fixture/service.ts";
import type { Simulator } from "../fixture/simulator.ts";
import type { Onboarding } from "../pages/onboarding.ts";

export interface Story {
  onboarding: Onboarding;
  service: Service;
  simulator: Simulator;
  salon: Salon;
  /** A second salon, with another phone. */
  other: Salon;
  link: (salon: Salon) => Promise<void>;
  store: { hold: () => void };
}

type Action =
  | "getNewCode"
  | "linkAnother"
  | "linkInstead"
  | "startAgain"
  | "showQr"
  | "switchOn"
  | "tryAgain"
  | "unlocked"
  | "useQr";

export interface Failure {
  /** Description of the failure, part of the test's name. */
  name: string;
  code: string;
  /** Provokes the failure on an open onboarding page. */
  provoke: (story: Story) => Promise<void>;
  ru: string | RegExp;
  en: string | RegExp;
  /** Text with the time until a retry makes sense. */
  timer?: { ru: RegExp; en: RegExp };
  /** Button that the page offers; `null` if no action helps. */
  action: Action | null;
}

const AGAIN_IN = { ru: /Повторить можно через [\d:]+/, en: /You can try again in [\d:]+/ };

/** Links the salon, breaks its connection, and lets WhatsApp refuse the next log-in. */
function refusedLogin(answer: { code: number; expire?: number; banCode?: number }): Failure["provoke"] {
  return async ({ onboarding, simulator, salon, link }) => {
    await link(salon);
    await onboarding.expectConnected(salon.masked);
    await simulator.fault({ at: "login", number: salon.number, answer });
    await simulator.fault({ at: "stream", number: salon.number, answer: "drop" });
  };
}

/** Lets WhatsApp refuse the requested code. */
function refusedCode(code: number): Failure["provoke"] {
  return async ({ onboarding, simulator, salon }) => {
    await simulator.fault({ at: "pair-code", number: salon.number, answer: { code } });
    await onboarding.askForCode(salon.number);
  };
}

export const FAILURES: Failure[] = [
  {
    name: "WhatsApp throttles the number",
    code: "RATE_LIMITED",
    provoke: refusedCode(429),
    ru: "Слишком много попыток",
    en: "Too many attempts",
    timer: { ru: /Новый код через 1[45]:\d\d; можно по QR/, en: /New code in 1[45]:\d\d; QR works now/ },
    action: "useQr",
  },
  {
    name: "the account cannot be linked by number",
    code: "LINKING_UNAVAILABLE",
    provoke: refusedCode(452),
    ru: "По номеру для этого аккаунта нельзя — используйте QR",
    en: "Linking by number isn't available for this account — use QR",
    action: "useQr",
  },
  {
    name: "WhatsApp refuses for a reason of its own",
    code: "PAIRING_CODE_FAILED",
    provoke: refusedCode(403),
    ru: "Не удалось получить код. Попробуйте QR",
    en: "Couldn't get a code. Try the QR",
    action: "useQr",
  },
  {
    name: "the code runs out",
    code: "CODE_EXPIRED",
    provoke: async ({ onboarding, simulator, salon }) => {
      await onboarding.getCode(salon.number);
      await simulator.fault({ at: "refresh-code", number: salon.number, answer: { code: 1 } });
    },
    ru: "Код истёк",
    en: "Code expired",
    action: "getNewCode",
  },
  {
    name: "another phone links than the one asked for",
    code: "WRONG_PHONE_LINKED",
    provoke: async ({ onboarding, simulator, salon, other }) => {
      await simulator.name(other.number, "Салон «Борис»");
      await onboarding.getCode(salon.number);
      await simulator.expectUnconfirmedScan(other.number, await onboarding.showQr());
    },
    ru: /Подключён \+7 900 •••-••-\d\d, а ждали \+7 900 [\d-]+\. Мы его отвязали/,
    en: /\+7 900 •••-••-\d\d was linked, but \+7 900 [\d-]+ was asked for\. We unlinked it/,
    action: "linkInstead",
  },
  {
    name: "the number belongs to another salon",
    code: "PHONE_IN_USE",
    provoke: async ({ onboarding, link, other }) => {
      await link(other);
      await onboarding.askForCode(other.number);
    },
    ru: "Этот номер уже подключён к другому салону",
    en: "This number is already connected to another salon",
    action: "linkAnother",
  },
  {
    name: "the account is connected to Meta's cloud",
    code: "ACCOUNT_NOT_SUPPORTED",
    provoke: async ({ onboarding, simulator, salon }) => {
      await simulator.host(salon.number);
      const code = await onboarding.getCode(salon.number);
      await simulator.expectRefusal(salon.number, code, "companion_refused");
    },
    ru: "Этот WhatsApp Business подключён к облаку Meta, связать его пока нельзя. Подключите другой номер или напишите в поддержку",
    en: "This WhatsApp Business account is connected to Meta's cloud and can't be linked yet. Link another number or contact support",
    action: "linkAnother",
  },
  {
    name: "WhatsApp asks for a passkey in a way that cannot be answered",
    code: "PASSKEY_REQUIRED",
    provoke: async ({ onboarding, simulator, salon }) => {
      await simulator.demandUnanswerablePasskey(salon.number);
      const code = await onboarding.getCode(salon.number);
      await simulator.expectRefusal(salon.number, code, "companion_gone");
    },
    ru: "WhatsApp запросил ключ доступа так, что ответить отсюда нельзя. Попробуйте ещё раз или напишите в поддержку",
    en: "WhatsApp asks for a passkey in a way that can't be answered here. Try again or contact support",
    action: "startAgain",
  },
  {
    name: "WhatsApp removes the device minutes after it was linked",
    code: "REMOVED_AFTER_LINK",
    provoke: async ({ onboarding, simulator, salon, link }) => {
      await link(salon);
      await onboarding.expectConnected(salon.masked);
      await simulator.unlink(salon.number);
    },
    ru: "WhatsApp отключил устройство. Не повторяйте сразу",
    en: "WhatsApp removed the device. Don't retry right away",
    timer: { ru: /Повторить можно через (30|2\d):\d\d/, en: /You can try again in (30|2\d):\d\d/ },
    action: null,
  },
  {
    name: "the phone unlinks the device",
    code: "LOGGED_OUT",
    provoke: refusedLogin({ code: 411 }),
    ru: "Устройство отвязано на телефоне. Подключите WhatsApp заново",
    en: "The device was unlinked on the phone. Link WhatsApp again",
    action: "showQr",
  },
  {
    name: "the account is banned for a time",
    code: "TEMPORARILY_BANNED",
    provoke: refusedLogin({ code: 402, banCode: 101, expire: 3600 }),
    ru: "WhatsApp временно ограничил этот номер",
    en: "WhatsApp has restricted this number for a time",
    timer: AGAIN_IN,
    action: null,
  },
  {
    name: "the account is banned",
    code: "BANNED",
    provoke: refusedLogin({ code: 406 }),
    ru: "WhatsApp заблокировал этот номер",
    en: "WhatsApp has banned this number",
    action: "linkAnother",
  },
  {
    name: "the account is locked",
    code: "ACCOUNT_LOCKED",
    provoke: refusedLogin({ code: 403 }),
    ru: "Аккаунт WhatsApp заблокирован. Откройте WhatsApp на телефоне",
    en: "The WhatsApp account is locked. Open WhatsApp on the phone",
    action: "unlocked",
  },
  {
    name: "the connection is open in another place",
    code: "REPLACED",
    provoke: async ({ onboarding, simulator, salon, link }) => {
      await link(salon);
      await onboarding.expectConnected(salon.masked);
      // After the first replacement the session reconnects, after the second it is parked.
      const before = await onboarding.steps();
      await simulator.fault({ at: "stream", number: salon.number, answer: { code: 440 } });
      await expect
        .poll(async () => (await onboarding.steps()).slice(before.length))
        .toEqual(expect.arrayContaining(["reconnecting", "connected"]));
      await simulator.fault({ at: "stream", number: salon.number, answer: { code: 440 } });
    },
    ru: "Это подключение открыто в другом месте",
    en: "This connection is open in another place",
    action: "tryAgain",
  },
  {
    name: "an operator disconnects the salon",
    code: "DISCONNECTED",
    provoke: async ({ onboarding, service, salon, link }) => {
      await link(salon);
      await onboarding.expectConnected(salon.masked);
      await service.ask("POST", `/api/whatsapp/sessions/${salon.company}/disconnect`);
    },
    ru: "WhatsApp салона отключён оператором",
    en: "The salon's WhatsApp was disconnected on purpose",
    action: "switchOn",
  },
];

/** Failures that affect every salon of the service. */
export const FAILURES_OF_ALL: Failure[] = [
  {
    name: "the database does not answer",
    code: "STORE_UNAVAILABLE",
    provoke: async ({ onboarding, salon, store }) => {
      await onboarding.chooseCode();
      store.hold();
      await onboarding.askForCode(salon.number);
    },
    ru: "Хранилище недоступно. Ничего не потеряно, повторите через минуту",
    en: "Storage is unavailable. Nothing is lost, try again in a minute",
    action: null,
  },
];

/** Failure that lasts until the gate's next probe: needs a service with a probe interval longer than any test. */
export const OUTDATED: Failure = {
  name: "WhatsApp refuses our version",
  code: "CLIENT_OUTDATED",
  provoke: async ({ onboarding, service, simulator, salon, other, link }) => {
    await link(other);
    await simulator.refuseVersion(other.number);
    await expect.poll(async () => (await service.status(other.company)).code).toBe("CLIENT_OUTDATED");
    await onboarding.askForCode(salon.number);
  },
  ru: "Обновляем сервис. Салон можно будет подключить немного позже",
  en: "We're updating the service. The salon can be linked in a while",
  timer: AGAIN_IN,
  action: null,
};
