import { AsYouType, type CountryCode, type MetadataJson } from "libphonenumber-js/core";
import examples from "libphonenumber-js/mobile/examples";
import full from "libphonenumber-js/min/metadata";
import { expect, test } from "vitest";

import { thinned } from "../scripts/numbers.mjs";
import written from "../src/generated/numbers.json" with { type: "json" };

test("the thinned plans are those of the library that is installed", () => {
  expect(written).toEqual(thinned());
});

test("every country's mobile number is read and grouped as with the full plans", () => {
  const countries = Object.entries(examples) as [CountryCode, string][];
  expect(countries.length).toBeGreaterThan(200);
  for (const [country, number] of countries) {
    const [thin, whole] = [written as unknown as MetadataJson, full].map((plans) => {
      const writer = new AsYouType(country, plans);
      writer.input(number);
      return writer.getNumber()?.formatInternational();
    });
    expect(thin, country).toEqual(whole);
  }
});
