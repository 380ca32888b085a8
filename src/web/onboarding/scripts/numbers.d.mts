import type { MetadataJson } from "libphonenumber-js/core";

export function thinned(): MetadataJson;
