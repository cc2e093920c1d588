import { expect, it } from "vitest";
import { retryAfterMs } from "./retry-after.js";

const now = new Date("2026-01-01T00:00:00Z");

it.each([
  [429, { "retry-after": "3" }, 3000],
  [503, { "retry-after": "0.5" }, 500],
  [503, { "retry-after": "Thu, 01 Jan 2026 00:00:10 GMT" }, 10_000],
  [503, { "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, 0],
  [429, { "retry-after": "soon" }, undefined],
  [429, { "x-ratelimit-reset": "7" }, 7000],
  [429, { "x-ratelimit-reset": String(now.getTime() / 1000 + 20) }, 20_000],
  [429, { "x-ratelimit-reset": "7", "retry-after": "1" }, 1000],
  [503, { "x-ratelimit-reset": "7" }, undefined],
  [429, {}, undefined],
])("status %i with %j: %s ms", (status, headers, milliseconds) => {
  expect(retryAfterMs(status, new Headers(Object.entries(headers)), now)).toBe(milliseconds);
});
