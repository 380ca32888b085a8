export type Browser = "chromium" | "firefox";

export const BROWSERS: readonly Browser[];

export interface Manifest {
  version: string;
  permissions: string[];
  host_permissions: string[];
  optional_host_permissions: string[];
  content_security_policy: { extension_pages: string };
}

/** Manifest of a build, with the version of package.json. */
export function manifestOf(browser: Browser, version: string): Manifest;
