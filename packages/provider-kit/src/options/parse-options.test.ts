import { expect, it } from "vitest";
import * as z from "zod/mini";
import { catchError } from "../../test/catch-error.js";
import { parseOptions } from "./parse-options.js";

const schema = z.strictObject({
  region: z.optional(z.enum(["na", "eu"])),
  seconds: z.optional(z.number().check(z.positive())),
  relays: z.array(z.strictObject({ url: z.url() })),
  either: z.optional(z.union([z.number(), z.boolean()])),
});
const parse = (value: unknown) => parseOptions(schema, value, { name: "example()" });

it("returns what the schema makes of the options", () => {
  expect(parse({ relays: [{ url: "https://a.example" }] })).toEqual({ relays: [{ url: "https://a.example" }] });
});

it.each([
  [{}, "relays", 'example(): option "relays" is missing. Set it.'],
  [{ relays: [{ url: "x" }] }, "relays[0].url", 'example(): option "relays[0].url" has a wrong value: Invalid URL.'],
  [{ relays: [], region: "SECRET" }, "region", 'expected one of "na"|"eu"'],
  [{ relays: [], seconds: -1 }, "seconds", "expected number to be >0"],
  [{ relays: [], either: "SECRET" }, "either", "has none of the allowed forms"],
  [{ relays: [{ url: "https://a.example", ulr: "SECRET" }] }, "relays[0].ulr", "is not a known option. Remove it"],
  ["SECRET", undefined, "example(): the options object has a wrong value: Invalid input: expected object"],
  [undefined, undefined, "example(): the options object is missing. Set it."],
])("names the option and the fix for %j", async (value, field, message) => {
  const error = await catchError(() => parse(value));
  expect(error).toMatchObject({ code: "invalid-options", field });
  expect(error.message).toContain(message);
  expect(error.message).not.toContain("SECRET");
});
