import { testStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it, vi } from "vitest";
import { cloudflareSubject } from "../../packages/cloudflare-stream/test/cloudflare-subject.js";
import { muxSubject } from "../../packages/mux/test/mux-subject.js";
import { checkRequest } from "./check-request.js";
import { readContract } from "./contract-schema.js";
import { recorded } from "./recorded-requests.js";

// The packages' own subjects, with a recorder put before the `fetch` that they hand to their platform.
vi.mock("@hybrid-stream/cloudflare-stream", async (original) => {
  const actual = await original<typeof import("@hybrid-stream/cloudflare-stream")>();
  const { cloudflareStream } = actual;
  const { record } = (await import("./recorded-requests.js")).recorded["cloudflare-stream"];
  return {
    ...actual,
    cloudflareStream: (options: Parameters<typeof cloudflareStream>[0]) =>
      cloudflareStream({ ...options, fetch: record(options?.fetch ?? fetch) }),
  };
});
vi.mock("@hybrid-stream/mux", async (original) => {
  const actual = await original<typeof import("@hybrid-stream/mux")>();
  const { mux } = actual;
  const { record } = (await import("./recorded-requests.js")).recorded.mux;
  return {
    ...actual,
    mux: (options: Parameters<typeof mux>[0]) => mux({ ...options, fetch: record(options?.fetch ?? fetch) }),
  };
});

/** Each vendor's subject, and the calls that a show from creation to end must have made. */
const vendors = [
  {
    name: "cloudflare-stream",
    create: cloudflareSubject,
    needed: ["create live input", "get live input", "update live input", "rotate stream keys", "delete live input"],
  },
  {
    name: "mux",
    create: muxSubject,
    needed: ["create live stream", "get live stream", "reset stream key", "disable live stream", "delete live stream"],
  },
] as const;

for (const { name, create, needed } of vendors) {
  describe(`requests to ${name}`, () => {
    testStreamingPlatform({ describe, it, expect, title: "of the conformance suite", create });

    it("are all as the vendor's contract has them", async () => {
      const contract = await readContract(name);
      const verdicts = recorded[name].requests.map((request) => checkRequest(contract, request));
      expect([...new Set(verdicts.flatMap(({ problems }) => problems))]).toEqual([]);
      const called = new Set(verdicts.map(({ operation }) => operation));
      expect(needed.filter((operation) => !called.has(operation))).toEqual([]);
    });
  });
}
