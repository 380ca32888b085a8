// What needs a person: groups by what helps, in the order in which they are shown, and what there is to press.

import type { Attention, CompanyRow, HelpGroup } from "../types.ts";

/** Groups in the order of the page: what costs the owners most first, what nobody has to touch last. */
export const GROUPS: readonly HelpGroup[] = [
  "banned",
  "locked",
  "unreachable",
  "replaced",
  "restart_limit",
  "damaged",
  "passkey",
  "waits_for_owner",
  "off",
];

export function isGroup(text: string): text is HelpGroup {
  return (GROUPS as readonly string[]).includes(text);
}

/** Groups that wait for nobody of the service: shown in grey. */
export function isCalm(group: HelpGroup): boolean {
  return group === "off" || group === "waits_for_owner";
}

/** Whether a webhook endpoint needs a person. A service that has none, or does not tell yet, is in no trouble. */
export function hasWebhookTrouble({ webhooks }: Attention): boolean {
  return webhooks != null && webhooks.disabled + webhooks.failing > 0;
}

/** Something an operator presses in a row. `page`: the rest is on the page of the company. */
export type Step = "restart" | "link" | "call" | "page";

const STEPS: Readonly<Partial<Record<string, readonly Step[]>> & Record<HelpGroup, readonly Step[]>> = {
  banned: ["call", "link"],
  locked: ["call", "restart"],
  unreachable: ["restart"],
  replaced: ["restart"],
  restart_limit: ["restart"],
  damaged: ["page", "call"],
  passkey: ["page", "call"],
  waits_for_owner: ["call", "link"],
  off: ["restart"],
};

/** Returns what helps a group, the most helpful first. One of a newer service is left to the company's page. */
export function stepsOf(group: string): readonly Step[] {
  return STEPS[group] ?? ["page"];
}

/**
 * Groups that may be restarted many at once. A banned or locked account is not tried again in bulk: each attempt counts
 * against it. What was switched off on purpose is switched on one by one.
 */
const IN_BULK: readonly HelpGroup[] = ["unreachable", "replaced", "restart_limit"];

export function isRestartedInBulk(group: HelpGroup): boolean {
  return IN_BULK.includes(group);
}

/** Why a bulk restart leaves a company out; null if it does not. */
export type LeftOut = "connected" | "unlinked" | "not_in_bulk" | "acknowledged";

/** A line that works, or is about to, is never restarted in bulk. */
export function leftOut(row: Pick<CompanyRow, "linked" | "state" | "group" | "acknowledged">): LeftOut | null {
  if (!row.linked) return "unlinked";
  if (row.state === "connected" || row.state === "connecting") return "connected";
  if (row.group !== null && !isRestartedInBulk(row.group)) return "not_in_bulk";
  return row.acknowledged === null ? null : "acknowledged";
}
