// Page of the errors: shows the screen that an owner sees, when it is asked for.

import qrSvg from "virtual:qr";

import { askForCode } from "./demo/ask.ts";
import { demoElement, loadElement } from "./demo/element.ts";
import { failureFrom, sceneOf, wayOf } from "./demo/scenes.ts";

const language = document.querySelector<HTMLSelectElement>("#screen-language")!;

async function show(details: HTMLDetailsElement): Promise<void> {
  const place = details.querySelector<HTMLElement>("[data-screen]");
  await loadElement();
  // It was closed meanwhile, or opened twice.
  if (place === null || !details.open || place.childElementCount > 0) return;
  const failure = failureFrom(details.dataset);
  const element = demoElement(sceneOf(failure), qrSvg);
  element.lang = language.value;
  element.by = "code";
  element.region = "RU";
  element.headingLevel = 4;
  place.append(element);
  if (wayOf(failure.code) === "asked") await askForCode(element);
}

for (const details of document.querySelectorAll<HTMLDetailsElement>("details.screen")) {
  details.addEventListener("toggle", () => {
    if (details.open) void show(details);
    else details.querySelector("[data-screen]")?.replaceChildren();
  });
}

language.addEventListener("change", () => {
  for (const shown of document.querySelectorAll<HTMLElement>("[data-screen] > *")) shown.lang = language.value;
});
