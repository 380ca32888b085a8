// What the service says over HTTP.

import type { StateName } from "@linekeeper/client";

import type { components } from "./generated/api.ts";

type Schemas = components["schemas"];

export type Visit = Schemas["Visit"];
export type CredentialsStatus = Schemas["CredentialsStatus"];
export type SessionEvent = Schemas["Event"];
export type EventsPage = Schemas["EventsPage"];
export type RestartPolicy = Schemas["RestartPolicy"];
export type PolicyShown = Schemas["PolicyShown"];
export type OnboardingLink = Schemas["OnboardingLink"];
export type Done = Schemas["Done"];
export type Problem = Schemas["Problem"];
export type ErrorCode = Schemas["ErrorCode"];

/** Sessions by state. */
export type StateCounts = Partial<Record<StateName, number>>;

/** How far pairings came. */
export interface Funnel {
  requested: number;
  shown: number;
  phoneAnswered: number;
  connected: number;
}

export interface TimeToConnected {
  count: number;
  p50Ms: number | null;
  p90Ms: number | null;
  p99Ms: number | null;
  buckets: { leMs: number | null; count: number }[];
}

export interface Overview {
  from: string;
  to: string;
  bucketSeconds: number;
  states: { at: string; counts: StateCounts }[];
  pairings: { code: Funnel; qr: Funnel };
  timeToConnected: TimeToConnected;
  failures: { code: ErrorCode; count: number }[];
  restarts: { at: string; count: number }[];
}

export interface Service {
  version: string;
  startedAt: string;
  now: string;
  ready: boolean;
  checks: { name: string; ok: boolean; detail: string | null }[];
  store: { up: boolean; serverVersion: string | null; latencyMs: { p50: number; p99: number } | null };
  gate: { waiting: number; connecting: number; perSecond: number; concurrency: number };
  breaker: { open: boolean; since: string | null; nextProbeAt: string | null };
  sessions: StateCounts;
  sockets: number;
}
