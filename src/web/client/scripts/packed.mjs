// Manifest and README of the packed client.

/** Returns the manifest without what only the workspace uses. */
export function packedManifest({ private: _, scripts: __, devDependencies: ___, ...manifest }) {
  return {
    ...manifest,
    description: "Client of a company's WhatsApp session in Linekeeper, for browsers and Node",
    exports: {
      ".": withoutSources(manifest.exports["."]),
      "./onboarding": { types: "./onboarding/index.d.ts" },
      "./react": { types: "./onboarding/react.d.ts" },
      "./vue": { types: "./onboarding/vue.d.ts" },
    },
    imports: { "#platform": withoutSources(manifest.imports["#platform"]) },
    files: ["dist", "onboarding", "examples"],
  };
}

/** Removes the condition by which the workspace takes the sources; Vite sets it in every application's dev server. */
function withoutSources({ development: _, ...conditions }) {
  return conditions;
}

/** Returns the README with its links into the repository as plain text. */
export function packedReadme(readme) {
  return readme.replace(/\[([^\]]+)\]\(\.\.\/[^)]*\)/g, "$1");
}
