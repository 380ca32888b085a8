// Types of the service's HTTP responses.

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
export type Overview = Schemas["Overview"];
export type Funnel = Schemas["Funnel"];
export type TimeToConnected = Schemas["TimeToConnected"];
export type Service = Schemas["Service"];

/** Sessions by state. The service sends every state; counts made on a page contain only states that occur. */
export type StateCounts = Partial<Schemas["StateCounts"]>;
