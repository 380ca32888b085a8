// Modules that the build writes.

declare module "virtual:places" {
  import type { Place } from "./browser/places.ts";

  const places: readonly Place[];
  export default places;
}

declare module "virtual:qr" {
  /** QR as an SVG, as the service draws one. */
  const svg: string;
  export default svg;
}
