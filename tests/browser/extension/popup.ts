// The extension's popup, opened by a click on its action. Playwright does not see popups, so this speaks CDP.
import { type BrowserContext, type CDPSession, expect } from "@playwright/test";

export class Popup {
  readonly #cdp: CDPSession;
  readonly #session: string;
  #id = 0;
  readonly #waiting = new Map<number, (answer: { result?: { result?: { value?: unknown } } }) => void>();

  private constructor(cdp: CDPSession, session: string) {
    this.#cdp = cdp;
    this.#session = session;
    cdp.on("Target.receivedMessageFromTarget", ({ sessionId, message }) => {
      const answer = JSON.parse(message);
      if (sessionId === session) this.#waiting.get(answer.id)?.(answer);
    });
  }

  /** Clicks the extension's action on the tab with this URL. */
  static async openOn(context: BrowserContext, extension: string, url: string): Promise<Popup> {
    const cdp = await context.browser()!.newBrowserCDPSession();
    const tab = (await targets(cdp)).find((target) => target.type === "tab" && target.url === url);
    const trigger = cdp.send as (method: string, params: object) => Promise<unknown>;
    await trigger.call(cdp, "Extensions.triggerAction", { id: extension, targetId: tab!.targetId });
    const settings = `chrome-extension://${extension}/settings.html`;
    const found = async () => (await targets(cdp)).find(({ type, url }) => type === "page" && url === settings);
    await expect.poll(found).toBeDefined();
    const { sessionId } = await cdp.send("Target.attachToTarget", {
      targetId: (await found())!.targetId,
      flatten: false,
    });
    return new Popup(cdp, sessionId);
  }

  /** Evaluates an expression in the popup, as if in the handler of a click. */
  async evaluate(expression: string): Promise<unknown> {
    const id = (this.#id += 1);
    const answered = new Promise<{ result?: { result?: { value?: unknown } } }>((resolve) =>
      this.#waiting.set(id, resolve),
    );
    const params = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const message = JSON.stringify({ id, method: "Runtime.evaluate", params });
    await this.#cdp.send("Target.sendMessageToTarget", { sessionId: this.#session, message });
    return (await answered).result?.result?.value;
  }

  async expectText(text: string): Promise<void> {
    await expect.poll(() => this.evaluate("document.body.innerText")).toContain(text);
  }

  async close(): Promise<void> {
    await this.evaluate("setTimeout(() => window.close())");
    await this.#cdp.detach();
  }
}

async function targets(cdp: CDPSession) {
  const { targetInfos } = await cdp.send("Target.getTargets", { filter: [{}] });
  return targetInfos;
}
