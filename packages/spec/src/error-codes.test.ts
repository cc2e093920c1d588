import { expect, it } from "vitest";
import { errorCodes } from "./error-codes.js";

const entries = Object.entries(errorCodes);

it.each(entries)("%s is a stable word with a sentence", (code, { fault, retry, summary }) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(summary).toMatch(/^[A-Z].*[^.]\.$/);
  expect(["caller", "credentials", "quota", "destination", "provider", "network", "internal"]).toContain(fault);
  expect(["never", "safe", "after-verify"]).toContain(retry);
});

it("says each thing once", () => {
  expect(new Set(entries.map(([, { summary }]) => summary)).size).toBe(entries.length);
});

it("never calls a repetition safe where the request may have had its effect", () => {
  for (const code of ["timeout", "aborted", "connection-lost", "vendor-unavailable", "unexpected-response"] as const) {
    expect([code, errorCodes[code].retry]).toEqual([code, "after-verify"]);
  }
});

it("gives up at once on credentials, and waits where a quota comes back by itself", () => {
  expect(entries.filter(([, { fault, retry }]) => fault === "credentials" && retry !== "never")).toEqual([]);
  expect(errorCodes["rate-limited"].retry).toBe("safe");
});
