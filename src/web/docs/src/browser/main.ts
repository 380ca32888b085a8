// Every page: the service's own address in the code, buttons that copy it, and the search.

import { copy } from "@linekeeper/ui/clipboard.ts";

import { SERVICE } from "../snippet.ts";
import { Search } from "./search.ts";

const COPIED_MS = 2000;

/** Writes the address of this service into the code, so that it can be run as it is. */
function address(block: Element): void {
  const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    if (text.data.includes(SERVICE)) text.data = text.data.replaceAll(SERVICE, location.origin);
  }
}

function addCopyButton(block: HTMLElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy small quiet";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const done = await copy(block.querySelector("code")?.textContent ?? "", button);
    button.textContent = done ? "Copied" : "Not copied";
    window.setTimeout(() => (button.textContent = "Copy"), COPIED_MS);
  });
  block.append(button);
}

for (const block of document.querySelectorAll<HTMLElement>(".code")) {
  address(block);
  addCopyButton(block);
}
new Search(document.querySelector<HTMLFormElement>("#search")!).begin();
