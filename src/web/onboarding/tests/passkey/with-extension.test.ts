// @vitest-environment happy-dom

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { START, asksPasskey, challenge, picture, waitingForPasskey } from "../salon.ts";
import {
  asked,
  begin,
  element,
  end,
  extension,
  find,
  line,
  passes,
  presses,
  refusal,
  said,
  announced,
  sees,
  settled,
  shown,
} from "./shown.ts";

beforeEach(begin);
afterEach(end);

describe("with the extension", () => {
  test("a passkey is asked for by one button and handed over", async () => {
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

  test("an answer that comes while offline is handed over later", async () => {
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

  test("an element that is taken away or moves on ends its request", async () => {
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
