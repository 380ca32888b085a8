// Code that embeds the element with the chosen attributes.

export interface Settings {
  readonly company: string;
  readonly lang: string;
  readonly by: string;
  readonly theme: string;
  readonly region: string;
  readonly headingLevel: string;
  readonly companyName: string;
  readonly supportUrl: string;
  readonly returnUrl: string;
  /** Colour of buttons and links, as `#rrggbb`; empty for the element's own. */
  readonly accent: string;
}

export const PLAIN: Settings = {
  ...{ company: "997441", lang: "", by: "", theme: "", region: "", headingLevel: "2", accent: "" },
  ...{ companyName: "", supportUrl: "", returnUrl: "" },
};

export interface Snippets {
  readonly html: string;
  readonly react: string;
  readonly vue: string;
}

/** Address in the code where the reader's own service is meant. */
export const SERVICE = "http://127.0.0.1:8080";

/** Returns the attributes by name, the company apart; what is left to the element is empty. */
export function attributesOf(settings: Omit<Settings, "company" | "accent">): Readonly<Record<string, string>> {
  const { lang, by, theme, region, headingLevel, companyName, supportUrl, returnUrl } = settings;
  return {
    ...{ lang, by, theme, region, "heading-level": headingLevel === PLAIN.headingLevel ? "" : headingLevel },
    ...{ "company-name": companyName, "support-url": supportUrl, "return-url": returnUrl },
  };
}

export function snippetsOf(settings: Settings, service: string): Snippets {
  const chosen = Object.entries({ company: settings.company, ...attributesOf(settings) });
  const attributes = chosen
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}="${value.replace(/["<>]/g, "")}"`);
  const accent = /^#[0-9a-f]{6}$/i.test(settings.accent) ? settings.accent : "";
  const style = accent === "" ? "" : `<style>\n  linekeeper-onboarding { --linekeeper-accent: ${accent}; }\n</style>\n`;
  const script = `<script defer src="${service}/linekeeper-onboarding.js"></script>\n`;
  const tag = (token: string, handlers: readonly string[], indent: string, close: string): string =>
    [
      `${indent}<linekeeper-onboarding`,
      ...[...attributes, token, ...handlers].map((line) => `${indent}  ${line}`),
      `${indent}${close}`,
    ].join("\n");
  return {
    html: `${script}${style}${tag('token="…"', [], "", "></linekeeper-onboarding>")}\n`,
    react: `import type {} from "@linekeeper/client/react";

export function Salon({ token }) {
  return (
${tag("token={token}", ["onlinekeeper-connected={({ detail }) => console.log(detail.phoneNumber)}"], "    ", "/>")}
  );
}
`,
    vue: `<script setup lang="ts">
import type {} from "@linekeeper/client/vue";

defineProps<{ token: string }>();
</script>

<template>
${tag(':token="token"', ['@linekeeper-connected="({ detail }) => console.log(detail.phoneNumber)"'], "  ", "/>")}
</template>
`,
  };
}
