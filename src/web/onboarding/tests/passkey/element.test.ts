// @vitest-environment happy-dom

import { LineError, type ErrorCode, type Line, type LineOptions, type Picture } from "@linekeeper/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { LinekeeperOnboarding } from "../../src/element.ts";
import type { LoadPasskey } from "../../src/passkey-part.ts";
import * as screens from "../../src/passkey/main.ts";
import "../../src/passkey/qr.ts";
import { FakeLine } from "../line.ts";
import {
  START,
  asksPasskey,
  challenge,
  change,
  changing,
  confirmingPasskey,
  connected,
  parked,
  picture,
  waitingForPasskey,
} from "../salon.ts";
import { FakeExtension } from "./extension.ts";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
const ANDROID = CHROME.replace("X11; Linux x86_64", "Linux; Android 15; K");
const SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15";

let line: FakeLine;
let extension: FakeExtension;
let load: LoadPasskey;
let element: Tried;

class Tried extends LinekeeperOnboarding {
  protected override openLine(options: LineOptions): Line {
    line = new FakeLine(options);
    return line.line;
  }

  protected override loadPasskey(attempt: number): ReturnType<LoadPasskey> {
    return load(attempt);
  }
}
customElements.define("tried-passkey", Tried);

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ["Date", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  extension = new FakeExtension();
  load = () => Promise.resolve(screens);
  on(CHROME);
});

afterEach(() => {
  element.remove();
  sessionStorage.clear();
  vi.useRealTimers();
});

/** Sets the browser. */
function on(userAgent: string): void {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue(userAgent);
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((done) => setImmediate(done));
    await element.updateComplete;
  }
}

/** Shows an element that has seen these pictures. */
async function shown(pictures: Picture[], attributes: Record<string, string> = {}): Promise<void> {
  element = document.createElement("tried-passkey") as Tried;
  const all = {
    company: "997441",
    token: "a.b.c",
    lang: "en",
    by: "code",
    service: "https://wa.example",
    ...attributes,
  };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  document.body.append(element);
  await settled();
  line.opens();
  await sees(...pictures);
}

async function sees(...pictures: Picture[]): Promise<void> {
  for (const each of pictures) {
    line.shows(each);
    await settled();
  }
}

async function passes(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settled();
}

const find = <E extends HTMLElement>(selector: string): E => element.shadowRoot!.querySelector<E>(selector)!;
const said = (): string => find(".main").textContent!.replace(/\s+/g, " ");
const announced = (): string => find("[data-announcement]").textContent!;

async function presses(selector: string): Promise<void> {
  find(selector).click();
  await settled();
}

function refusal(code: string): LineError {
  return new LineError({ code: code as ErrorCode, text: { ru: code, en: `${code} in English` }, userAction: "retry" });
}

const asked = (): string[] => line.asked.map(({ what, with: more }) => (more === undefined ? what : `${what} ${more}`));

describe("with the extension", () => {
  test("a passkey is asked for by one button, and the answer is handed over", async () => {
    await shown([picture(), waitingForPasskey()]);
    expect([element.dataset["step"], element.extension]).toEqual(["passkey", { version: "0.1.0" }]);
    expect(said()).toContain("WhatsApp asks for your passkey");
    expect(said()).toContain("A tab of web.whatsapp.com opens. It must stay in front");
    expect(said()).toContain("10:00 left");
    await presses("[data-passkey-ask]");
    expect(JSON.parse(extension.last.options!)).toEqual(challenge().options);
    expect(said()).toContain("Confirm in the tab of web.whatsapp.com");
    expect(announced()).toBe("Confirm in the tab of web.whatsapp.com");
    extension.signs('{"id":"cred"}');
    await settled();
    expect(asked()).toEqual(['answer challenge-1 {"id":"cred"}']);
    line.asked[0]!.answer(undefined);
    await sees(asksPasskey("checking_passkey"));
    expect([element.dataset["step"], said()]).toEqual(["passkey-checking", expect.stringContaining("is checking")]);
  });

  test("the countdown is of the service's clock and turns urgent", async () => {
    await shown([waitingForPasskey()]);
    await passes(541_000);
    expect(find(".timer").hasAttribute("data-urgent")).toBe(true);
    expect(said()).toContain("0:59 left");
    await passes(60_000);
    expect(said()).toContain("Time is up");
  });

  const codes = {
    "origin-not-allowed": "choose Allow this page",
    "invalid-request": "Update the extension",
    busy: "Close the tab of web.whatsapp.com",
    cancelled: "You can try again",
    refused: "choose the phone in the browser's dialog",
    timeout: "Nobody confirmed in time",
    "tab-closed": "keep it open",
    unavailable: "Check the network",
    interrupted: "reload the page",
    failed: "didn't answer as it should",
    "of-tomorrow": "didn't answer as it should",
  };
  test.each(Object.entries(codes))("a failure with %s has its sentence and a way on", async (code, sentence) => {
    await shown([waitingForPasskey()]);
    await presses("[data-passkey-ask]");
    extension.fails(code);
    await settled();
    expect(find("[data-passkey-failure]").getAttribute("role")).toBe("alert");
    expect(find("[data-passkey-failure]").textContent).toContain(sentence);
    expect(find("[data-passkey-ask]").textContent!.trim()).toBe("Try again");
    await presses("[data-passkey-ask]");
    expect([extension.asked.length, find("[data-passkey-failure]")]).toEqual([2, null]);
  });

  test("an extension that does not begin is looked for again", async () => {
    await shown([waitingForPasskey()]);
    extension.isThere = false;
    await presses("[data-passkey-ask]");
    await passes(5000);
    await passes(1250);
    expect(said()).toContain("The extension doesn't answer");
    expect(find("[data-install]")).not.toBeNull();
  });

  test("a request that is stopped closes its tab and can be made again", async () => {
    await shown([waitingForPasskey()]);
    await presses("[data-passkey-ask]");
    await presses("[data-passkey-stop]");
    expect(extension.cancelled).toEqual([extension.last.id]);
    expect([find("[data-passkey-ask]").textContent!.trim(), asked()]).toEqual(["Confirm with your passkey", []]);
  });

  test("an answer to a challenge that was replaced is not handed over", async () => {
    await shown([waitingForPasskey()]);
    await presses("[data-passkey-ask]");
    await sees(waitingForPasskey({ challengeId: "challenge-2" }));
    expect(extension.cancelled.length).toBe(1);
    extension.signs('{"id":"late"}');
    await settled();
    expect(asked()).toEqual([]);
    expect(said()).toContain("WhatsApp has sent a new request. Confirm once more");
    await presses("[data-passkey-ask]");
    extension.signs('{"id":"new"}');
    await settled();
    expect(asked()).toEqual(['answer challenge-2 {"id":"new"}']);
  });

  test("an answer that comes while the socket is lost is handed over afterwards", async () => {
    await shown([waitingForPasskey()]);
    await presses("[data-passkey-ask]");
    line.says("connection", { state: "waiting", nextAttemptAt: START + 1000 });
    extension.signs('{"id":"cred"}');
    await settled();
    expect([asked(), said()]).toEqual([[], expect.stringContaining("Handing your answer to WhatsApp")]);
    line.opens();
    await sees(waitingForPasskey());
    expect(asked()).toEqual(['answer challenge-1 {"id":"cred"}']);
  });

  test("an answer that is lost with the socket is sent again", async () => {
    await shown([waitingForPasskey()]);
    await presses("[data-passkey-ask]");
    extension.signs('{"id":"cred"}');
    await settled();
    line.says("connection", { state: "waiting", nextAttemptAt: START + 1000 });
    line.asked[0]!.refuse(refusal("OFFLINE"));
    await settled();
    line.opens();
    await sees(waitingForPasskey());
    expect(asked().length).toBe(2);
  });

  test("the tab of another window answers: this one follows", async () => {
    await shown([waitingForPasskey()]);
    await presses("[data-passkey-ask]");
    await sees(asksPasskey("checking_passkey"));
    expect([extension.cancelled.length, element.dataset["step"]]).toEqual([1, "passkey-checking"]);
    extension.signs('{"id":"late"}');
    await settled();
    expect(asked()).toEqual([]);
  });

  test.each(["PASSKEY_OUTDATED", "PASSKEY_ALREADY_ANSWERED", "PASSKEY_INVALID", "FORBIDDEN", "NO_PASSKEY_REQUESTED"])(
    "a refusal with %s is shown and the challenge stays",
    async (code) => {
      await shown([waitingForPasskey()]);
      await presses("[data-passkey-ask]");
      extension.signs("{}");
      await settled();
      line.asked[0]!.refuse(refusal(code));
      await settled();
      expect([element.dataset["step"], element.dataset["code"]]).toEqual(["passkey", code]);
      expect(said()).toContain(`${code} in English`);
      expect(find<HTMLButtonElement>("[data-passkey-ask]").disabled).toBe(false);
      await sees(asksPasskey("checking_passkey"));
      expect(element.dataset["code"]).toBeUndefined();
    },
  );

  test("an element that is taken away or follows another salon ends its request", async () => {
    await shown([waitingForPasskey()]);
    await presses("[data-passkey-ask]");
    element.setAttribute("company", "880012");
    await settled();
    expect(extension.cancelled.length).toBe(1);
    line.opens();
    await sees(waitingForPasskey());
    await presses("[data-passkey-ask]");
    element.remove();
    expect(extension.cancelled.length).toBe(2);
  });
});

describe("without the extension", () => {
  beforeEach(() => {
    extension.isThere = false;
  });

  test("a computer installs it from the service, and goes on by itself", async () => {
    await shown([waitingForPasskey()]);
    await passes(1250);
    expect(find("[data-install]").getAttribute("href")).toBe(
      "https://wa.example/extension/linekeeper-passkey-chromium.zip",
    );
    expect(said()).toContain("Open chrome://extensions, switch on Developer mode, choose Load unpacked");
    await presses("[data-look-again]");
    await passes(1250);
    expect(said()).toContain("The extension isn't there yet");
    extension.isThere = true;
    await passes(1250);
    expect(find("[data-passkey-ask]")).not.toBeNull();
    expect(announced()).toContain("The extension is there");
  });

  test("the store of an attribute is offered instead, unless it is no address", async () => {
    await shown([waitingForPasskey()], { "extension-store": "https://store.example/linekeeper" });
    await passes(1250);
    expect(find("[data-install]").getAttribute("href")).toBe("https://store.example/linekeeper");
    element.setAttribute("extension-store", "javascript:alert(1)");
    await settled();
    expect(find("[data-install]").getAttribute("href")).toMatch(/^https:\/\/wa\.example\/extension\//);
  });

  test("a phone goes on at a computer: by copy, share sheet or QR", async () => {
    on(ANDROID);
    const share = vi.fn(() => Promise.resolve());
    Object.assign(navigator, { share });
    await shown([waitingForPasskey()], { "page-address": "https://wa.example/connect#token=a.b.c" });
    expect(said()).toContain("A passkey is confirmed at a computer");
    expect(find(".address code").textContent).toBe("wa.example/connect");
    expect(said()).not.toContain("token");
    await presses("[data-share]");
    expect(share).toHaveBeenCalledWith({
      title: "Go on at a computer",
      url: "https://wa.example/connect#token=a.b.c",
    });
    await presses("[data-qr]");
    expect(find("[data-page-qr]").getAttribute("aria-label")).toBe("QR with the address of this page");
    expect(find("[data-page-qr] path").getAttribute("d")).toMatch(/^M4 4h1v1h-1z/);
    expect(find("[data-install]")).toBeNull();
    Reflect.deleteProperty(navigator, "share");
  });

  test("a browser without extensions says so", async () => {
    on(SAFARI);
    await shown([waitingForPasskey()]);
    expect(said()).toContain("There is no extension for this browser");
    expect([find("[data-share]"), find("[data-elsewhere]") !== null]).toEqual([null, true]);
  });
});

describe("a challenge", () => {
  test("that this page may not answer says who can", async () => {
    await shown([waitingForPasskey({ mayAnswer: false })]);
    expect(find("[data-may-not]").textContent).toContain("Whoever began this linking can confirm it");
    expect([find("[data-passkey-ask]"), find("[data-install]")]).toEqual([null, null]);
    await sees(confirmingPasskey({ mayAnswer: false }));
    expect(find("[data-may-not]").textContent).toContain("must compare the codes");
    expect([find("[data-same]"), said()]).toEqual([null, expect.not.stringContaining("ABCD")]);
  });

  test("with options that cannot be read says so and is not handed over", async () => {
    await shown([waitingForPasskey({ options: null })]);
    expect(said()).toContain("WhatsApp's request can't be read");
    expect(find("[data-passkey-ask]")).toBeNull();
  });

  test("with odd options is left to the extension, which refuses it", async () => {
    const options = { challenge: 5, rpId: "evil.example", allowCredentials: "all of them" };
    await shown([waitingForPasskey({ options })]);
    await presses("[data-passkey-ask]");
    expect(JSON.parse(extension.last.options!)).toEqual(options);
    extension.fails("invalid-request");
    await settled();
    expect(find("[data-passkey-failure]").dataset["passkeyFailure"]).toBe("invalid-request");
  });

  test("that was lost by a restart says so, and the pairing begins anew", async () => {
    await shown([waitingForPasskey()]);
    line.says("connection", { state: "waiting", nextAttemptAt: START + 1000 });
    line.opens();
    await sees(picture());
    line.says("passkey-lost", { challengeId: "challenge-1", code: null });
    await settled();
    expect([element.dataset["step"], said()]).toEqual(["number", expect.stringContaining("request was lost")]);
  });

  test("that ended says why, and the pairing begins anew", async () => {
    for (const code of ["PASSKEY_EXPIRED", "PASSKEY_REFUSED", "PASSKEY_NOT_CONFIRMED"]) {
      await shown([waitingForPasskey(), parked(code, "retry")]);
      expect([element.dataset["step"], element.dataset["code"]]).toEqual(["number", code]);
      expect(said()).toContain(`${code} in English`);
      element.remove();
    }
  });

  test("of a change has the panel with both numbers and one way back", async () => {
    const asks = { ...changing(), ...{ livePasskey: challenge() } };
    const status = { ...asks.status, change: change({ state: "waiting_for_passkey" }) };
    await shown([connected(), { ...asks, status }]);
    expect(element.dataset["step"]).toBe("passkey");
    expect(said()).toContain("Works now +7 900 •••-••-63");
    const names = [...element.shadowRoot!.querySelectorAll(".main button")].map((one) => one.textContent!.trim());
    expect(names.filter((name) => name.startsWith("Cancel"))).toEqual(["Cancel the change"]);
    await presses("[data-passkey-ask]");
    expect(extension.asked.length).toBe(1);
  });

  test("is cancelled by a person", async () => {
    await shown([waitingForPasskey()]);
    [...element.shadowRoot!.querySelectorAll("button")].find((one) => one.textContent!.trim() === "Cancel")!.click();
    expect(asked()).toEqual(["cancel"]);
  });
});

describe("a code", () => {
  test("is compared and confirmed", async () => {
    await shown([confirmingPasskey()]);
    expect([element.dataset["step"], find("[data-code-text]").textContent]).toEqual(["passkey-code", "ABCD-EFGH"]);
    expect(announced()).toBe("Compare the code with your phone: A B C D, E F G H");
    await presses("[data-same]");
    expect(asked()).toEqual(["confirm challenge-1"]);
    expect(find<HTMLButtonElement>("[data-same]").disabled).toBe(true);
    await presses("[data-same]");
    expect(line.asked.length).toBe(1);
  });

  test("that differs cancels the pairing and says why", async () => {
    await shown([confirmingPasskey()]);
    await presses("[data-differ]");
    expect(asked()).toEqual(["cancel"]);
    await sees(picture());
    line.asked[0]!.answer(undefined);
    await settled();
    expect([element.dataset["step"], said()]).toEqual(["number", expect.stringContaining("The codes differed")]);
  });

  test("with markup is text", async () => {
    await shown([confirmingPasskey({ code: '<img src=x onerror="alert(1)">' })]);
    expect(find("[data-code-text]").textContent).toBe('<img src=x onerror="alert(1)">');
    expect(element.shadowRoot!.querySelector("img")).toBeNull();
  });
});

test("screens that do not load say so, and are loaded again", async () => {
  const attempts: number[] = [];
  load = (attempt) => {
    attempts.push(attempt);
    return attempt === 1 ? Promise.reject(new Error("network")) : Promise.resolve(screens);
  };
  await shown([waitingForPasskey()]);
  expect(said()).toContain("Part of the page did not load");
  await presses("[data-load]");
  expect([attempts, find("[data-passkey-ask]") !== null]).toEqual([[1, 2], true]);
});

test("the page around is told of each step and of each challenge", async () => {
  const told: string[] = [];
  const hear = (event: Event): unknown => told.push((event as CustomEvent<{ step: string }>).detail.step);
  document.addEventListener("linekeeper-state", hear);
  const next = waitingForPasskey({ challengeId: "challenge-2" });
  await shown([waitingForPasskey(), next, next, asksPasskey("checking_passkey"), confirmingPasskey(), connected()]);
  document.removeEventListener("linekeeper-state", hear);
  expect(told).toEqual([...["loading", "passkey", "passkey", "passkey-checking", "passkey-code", "connected"]]);
});

test("the focus of one who is inside follows the steps of a passkey", async () => {
  await shown([picture()]);
  find("#number").focus();
  await sees(waitingForPasskey());
  expect(element.shadowRoot!.activeElement?.textContent?.trim()).toBe("WhatsApp asks for your passkey");
  await sees(confirmingPasskey());
  expect(element.shadowRoot!.activeElement?.textContent?.trim()).toBe("Compare the code with your phone");
});

test("every text of these screens is there in Russian", async () => {
  await shown([waitingForPasskey()], { lang: "ru" });
  expect(said()).toContain("WhatsApp просит подтвердить вход ключом доступа");
  expect(said()).toContain("Осталось 10:00");
});
