// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { LinekeeperPhone } from "../src/element.ts";
import type { Phone, SentMessage, TakenMessage } from "../src/api.ts";
import { CHANNEL } from "../src/shown.ts";
import { NUMBER, OTHER, passkeyLinking, phone, sentMessage, taken } from "./pieces.ts";

customElements.define("linekeeper-phone", LinekeeperPhone);

let page: LinekeeperPhone;
/** Phone in the simulator, and what it was asked. */
let now: Phone;
let asked: string[];
/** What the phone has sent, and what it has taken. */
let pages: [{ messages: SentMessage[] }, { messages: TakenMessage[] }];

const found = (selector: string): HTMLElement => {
  const element = page.renderRoot.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`no ${selector}`);
  return element;
};
const press = async (name: string): Promise<void> => {
  const buttons = [...page.renderRoot.querySelectorAll("button")];
  const said = (button: HTMLElement): string => button.getAttribute("aria-label") ?? button.textContent?.trim() ?? "";
  const button = buttons.find((one) => said(one) === name);
  if (button === undefined) throw new Error(`no button ${name}`);
  button.click();
  await page.updateComplete;
};

beforeEach(async () => {
  // Happy DOM has no clipboard.
  Object.assign(document, { execCommand: () => false });
  [now, asked] = [phone(), []];
  pages = [{ messages: [] }, { messages: [] }];
  vi.stubGlobal("fetch", async (address: string, { method = "GET", body }: RequestInit) => {
    if (/messages|received/.test(address))
      return new Response(JSON.stringify(pages[address.includes("received") ? 1 : 0]));
    if (method !== "GET") asked.push(`${method} ${address.split(NUMBER)[1]} ${String(body)}`);
    return new Response(JSON.stringify(now));
  });
  history.replaceState(null, "", `/sandbox/phone?number=${NUMBER}&lang=en`);
  page = new LinekeeperPhone();
  document.body.append(page);
  await vi.waitFor(() => expect(page.renderRoot.querySelector(".rows")).not.toBeNull());
});

afterEach(() => {
  page.remove();
  vi.unstubAllGlobals();
});

test("the way to the code is the one that the linking page tells, and its field has the focus", async () => {
  await press("Devices");
  await press("Link a device");
  await press("Link with phone number instead");
  expect(found("#heading").textContent).toBe("Link with phone number instead");
  expect((page.renderRoot as ShadowRoot).activeElement?.id).toBe("code");
});

test("the language changes at once and is kept in the address", async () => {
  await press("Русский");
  expect(found("#heading").textContent).toBe("Чаты");
  expect(document.documentElement.lang).toBe("ru");
  expect(document.title).toBe("Виртуальный телефон · Linekeeper");
  expect(location.search).toBe(`?number=${NUMBER}&lang=ru`);
});

test("the camera sees the QR of another tab", async () => {
  const other = new BroadcastChannel(CHANNEL);
  await press("Devices");
  await press("Link a device");
  other.postMessage({ type: "qr", company: "salon-1", text: "2@a", expiresAt: Date.now() + 20_000 });
  await vi.waitFor(() => expect(found(".qr").textContent).toMatch(/^\s*Scan the QR of salon-1/));
  other.close();
});

/** Opens the phone anew, as it is now. */
async function loadAgain(): Promise<void> {
  page.remove();
  page = new LinekeeperPhone();
  document.body.append(page);
  await vi.waitFor(() => expect(page.renderRoot.querySelector(".rows, .linking.asks")).not.toBeNull());
}

test("the passkey is switched on in the profile", async () => {
  await press("Profile");
  const box = found("input[type=checkbox]") as HTMLInputElement;
  expect(box.checked).toBe(false);
  box.checked = true;
  box.dispatchEvent(new Event("change"));
  await page.updateComplete;
  expect(box.checked, "while it is being saved").toBe(true);
  await vi.waitFor(() => expect(asked).toEqual(['PUT  {"passkey":"with-options"}']));
  // The simulator has not taken it.
  await vi.waitFor(() => expect(box.checked).toBe(false));
});

test("a demanded passkey lies over the screen, has the focus, and the phone can answer it", async () => {
  now = phone({ passkeyLinking: passkeyLinking() });
  await loadAgain();
  await page.updateComplete;
  expect(found(".under").hasAttribute("inert")).toBe(true);
  expect((page.renderRoot as ShadowRoot).activeElement?.id).toBe("asked");
  expect(found("#asked").textContent).toBe("WhatsApp waits for the passkey");
  await press("Answer with the phone's passkey");
  await vi.waitFor(() => expect(found("textarea")).toHaveProperty("value", JSON.stringify(now)));
  expect(asked).toEqual(["POST /passkey/assertion {}"]);
  expect(found(".stand-in [role=status]").textContent).toContain("copy the answer by hand");
});

test("a challenge that is not open cannot be answered", async () => {
  now = phone({ passkeyLinking: passkeyLinking({ options: null }) });
  await loadAgain();
  expect(found(".stand-in button").hasAttribute("disabled")).toBe(true);
});

test("the code is compared, and confirmed or refused", async () => {
  now = phone({ passkeyLinking: passkeyLinking({ step: "pairing-request", options: null, code: "ABCD-EFGH" }) });
  await loadAgain();
  expect(found("[data-code]").textContent).toBe("ABCD-EFGH");
  await press("Yes, confirm");
  await vi.waitFor(() => expect(asked).toEqual(["POST /passkey/confirm {}"]));
  now = phone({ passkeyLinking: passkeyLinking({ step: "pairing-request", code: "ABCD-EFGH", confirmed: true }) });
  await loadAgain();
  expect(found("#asked").textContent).toBe("You have confirmed the code");
  await press("Refuse");
  await vi.waitFor(() => expect(asked.at(-1)).toBe("POST /passkey/refuse {}"));
});

test("a chat shows pictures, files and ticks, and opening it reads it", async () => {
  const picture = { mimetype: "image/png", fileEncSha256: "AAAA", caption: "before" };
  const file = { mimetype: "application/pdf", fileEncSha256: "AAAA", fileName: "price.pdf", fileLength: 2000 };
  const deliveries = [{ number: OTHER, acknowledged: "receipt", read: true }];
  pages = [
    { messages: [sentMessage(1, { deliveries })] },
    { messages: [taken(2, { kind: "image", content: picture }), taken(3, { kind: "document", content: file })] },
  ];
  await loadAgain();
  const row = [...page.renderRoot.querySelectorAll<HTMLButtonElement>("button.row")].find((one) =>
    one.textContent?.includes("+7 916"),
  );
  row?.click();
  await page.updateComplete;
  await vi.waitFor(() => expect(asked).toEqual([`POST /open {"chat":"${OTHER}"}`]));
  expect(found(".picture").getAttribute("src")).toBe("/sandbox/api/received/2/file");
  expect(found(".file").getAttribute("href")).toBe("/sandbox/api/received/3/file");
  expect(found(".file").textContent).toBe("price.pdf 2 kB");
  expect(found(".tick").dataset.tick).toBe("read");
});
