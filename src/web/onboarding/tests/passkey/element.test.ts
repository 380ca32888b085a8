// @vitest-environment happy-dom

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

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
import {
  asked,
  begin,
  element,
  end,
  extension,
  find,
  line,
  on,
  passes,
  presses,
  said,
  announced,
  sees,
  settled,
  shown,
  loadBy,
  CHROME,
} from "./shown.ts";

beforeEach(begin);
afterEach(end);

const ANDROID = CHROME.replace("X11; Linux x86_64", "Linux; Android 15; K");
const SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15";

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

  test("the store of an attribute is offered if it is an address", async () => {
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
  loadBy((attempt, screens) => {
    attempts.push(attempt);
    return attempt === 1 ? Promise.reject(new Error("network")) : Promise.resolve(screens);
  });
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
