import type { LinekeeperOnboardingElement, OnboardingStep } from "@linekeeper/client/onboarding";

const element: LinekeeperOnboardingElement = document.createElement("linekeeper-onboarding");
element.company = "997441";
element.choose("qr");
element.addEventListener("linekeeper-connected", ({ detail }) => console.log(detail.phoneNumber?.length));
element.tokenProvider = async () => (await fetch("/my/whatsapp-link")).text();
element.onDone = ({ phoneNumber }) => console.log(phoneNumber);
element.addEventListener("linekeeper-exit", (event) => event.preventDefault());
document.addEventListener("linekeeper-error", ({ detail }) => console.log(detail.code, detail.message));
document.addEventListener("click", (event) => console.log(event.clientX));
export const step: OnboardingStep = element.step;
export const state: string | undefined = element.picture?.status.state;

// @ts-expect-error There is no such method.
element.choose("sms");
// @ts-expect-error It can only be read.
element.step = "code";
