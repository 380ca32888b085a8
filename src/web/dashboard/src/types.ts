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

/** What would help a company whose line does not work. */
export type HelpGroup = Schemas["Help"];
/** A company with the last outcome of its session, whether or not the session runs. */
export type CompanyRow = Schemas["Company"];
export type CompaniesPage = Schemas["CompaniesPage"];
/** Numbers of companies, in all and with one filter. */
export type CompanyCounts = Schemas["CompanyCounts"];
export type Attention = Schemas["Attention"];
export type AttentionGroup = Schemas["AttentionGroup"];
/** Trouble of the whole service. */
export type ServiceTrouble = Schemas["ServiceTrouble"];
/** Journal entry found by its correlation id. */
export type FoundEvent = SessionEvent & { readonly companyId: string };

/** Webhook endpoint, without its secret. */
export type Webhook = Schemas["WebhookEndpoint"];
export type NewWebhook = Schemas["NewWebhook"];
export type WebhookChange = Schemas["WebhookChange"];
/** New endpoint with its secret, which is shown once. */
export type AddedWebhook = Schemas["AddedWebhook"];
export type RotatedWebhook = Schemas["RotatedWebhook"];
export type WebhookTest = Schemas["WebhookTest"];
export type WebhooksPage = Schemas["WebhooksPage"];
export type EventType = Schemas["EventType"];
/** Delivery of an event to an endpoint. */
export type Delivery = Schemas["WebhookDelivery"];
export type DeliveryState = Schemas["WebhookDeliveryState"];
export type DeliveriesPage = Schemas["WebhookDeliveriesPage"];
/** Outcome of an attempt. */
export type Outcome = Schemas["OutcomeKind"];
export type WebhookReplay = Schemas["WebhookReplay"];
export type ReplayedEvents = Schemas["ReplayedEvents"];
export type ReplayedState = Schemas["ReplayedState"];

/** How a line sends messages, without what they say. */
export type OutboxStatus = Schemas["OutboxStatus"];
export type SendStatus = Schemas["SendStatus"];

/** Onboarding link without its token. */
export type LinkEntry = Schemas["KnownLink"];
export type LinksPage = Schemas["LinksPage"];
