// The way to people of support, with what they need to know filled in.

import { html, nothing } from "lit";
import { externalIcon, icon } from "@linekeeper/ui/icons.ts";

import type { Support } from "../brand.ts";
import type { View } from "../view.ts";
import { say } from "./texts.ts";

/** What support is asked about. */
export interface Reported {
  readonly code: string | null;
  readonly reference: string | null;
}

export function support(view: View, about: Reported | null): unknown {
  const { brand, language } = view;
  if (brand.support === null) return nothing;
  const { url } = brand.support;
  return html`<a
    class="button"
    href=${supportAddress(brand.support, view, about)}
    target=${url === null ? nothing : "_blank"}
    rel="noopener noreferrer"
    data-support
    >${url === null ? nothing : icon(externalIcon)}<span>${say(language, "support")}</span></a
  >`;
}

/** Placeholders of a support address, and the parameters that are added to an address without any. */
const PLACES = ["reference", "company", "code"] as const;

/**
 * Returns the address of support with the reference, the company and the error code: in place of `{reference}`,
 * `{company}` and `{code}`, else as parameters; in an e-mail as subject and text.
 */
export function supportAddress({ url, email }: Support, view: View, about: Reported | null): string {
  const values = { reference: about?.reference ?? "", company: view.company ?? "", code: about?.code ?? "" };
  if (url === null) return mailTo(email ?? "", view, values);
  const filled = url.replace(/\{(\w+)\}|%7B(\w+)%7D/gi, (place, plain: string, encoded: string) => {
    const name = PLACES.find((each) => each === (plain ?? encoded));
    return name === undefined ? place : encodeURIComponent(values[name]);
  });
  if (filled !== url) return filled;
  const address = new URL(url);
  for (const name of PLACES) if (values[name] !== "") address.searchParams.append(name, values[name]);
  return address.href;
}

function mailTo(email: string, { brand, language }: View, values: Readonly<Record<string, string>>): string {
  const company = [brand.company, values["company"]].filter(Boolean).join(", ");
  const subject = say(language, "mailSubject", { company });
  const lines = [
    say(language, "mailCompany", { company }),
    ...(values["reference"] ? [say(language, "mailReference", { reference: values["reference"] })] : []),
    ...(values["code"] ? [say(language, "mailCode", { code: values["code"] })] : []),
  ];
  // Mail programs read %20 as a space, and not the plus of form data.
  return `mailto:${email}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(`${lines.join("\r\n")}\r\n\r\n`)}`;
}
