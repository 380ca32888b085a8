import type {} from "@linekeeper/client/react";

import { useRef } from "react";
import type { LinekeeperOnboardingElement } from "@linekeeper/client/onboarding";

export function Salon({ token }: { token: string }) {
  const element = useRef<LinekeeperOnboardingElement>(null);
  return (
    <linekeeper-onboarding
      ref={element}
      className="card"
      company="997441"
      token={token}
      lang="ru"
      theme="dark"
      heading-level={1}
      onlinekeeper-state={({ detail }) => console.log(detail.step satisfies string)}
      onlinekeeper-connected={({ detail }) => console.log(detail.phoneNumber)}
      onlinekeeper-error={({ detail }) => console.log(detail.code, detail.correlationId)}
      onlinekeeper-done={({ detail }) => console.log(detail.company)}
      onlinekeeper-exit={(event) => event.preventDefault()}
      support-email="help@market.example"
      tokenProvider={async () => (await fetch("/my/whatsapp-link")).text()}
      onExit={({ connected }) => console.log(connected satisfies boolean)}
    />
  );
}

export function Mistakes() {
  return (
    <>
      {/* @ts-expect-error A theme is light or dark. */}
      <linekeeper-onboarding company="997441" theme="blue" />
      {/* @ts-expect-error There is no such attribute. */}
      <linekeeper-onboarding companyId="997441" />
      {/* @ts-expect-error A token is a text. */}
      <linekeeper-onboarding tokenProvider={() => 1} />
      {/* @ts-expect-error The detail has no such field. */}
      <linekeeper-onboarding onlinekeeper-error={({ detail }) => detail.reason} />
    </>
  );
}
