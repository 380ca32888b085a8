/** Returns the manifest without what only the workspace uses. */
export function packedManifest(manifest: Record<string, unknown>): Record<string, unknown>;

/** Returns the README with its links into the repository as plain text. */
export function packedReadme(readme: string): string;
