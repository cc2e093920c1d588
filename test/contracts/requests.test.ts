import { describe, expect, it, vi } from "vitest";
import { checkRequest } from "./check-request.js";
import { readContract } from "./contract-schema.js";
import { recorded } from "./recorded-requests.js";

// The packages' own conformance suites run in here, with a recorder before whatever sends their platform's requests.
import "../../packages/cloudflare-stream/test/conformance.test.js";
import "../../packages/aws-ivs/test/conformance.test.js";
import "../../packages/mux/test/conformance.test.js";

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
vi.mock("@hybrid-stream/aws-ivs", async (original) => {
  const actual = await original<typeof import("@hybrid-stream/aws-ivs")>();
  const { awsIvs } = actual;
  const { recordHandler } = (await import("./recorded-requests.js")).recorded["aws-ivs"];
  return {
    ...actual,
    awsIvs: (options: NonNullable<Parameters<typeof awsIvs>[0]>) =>
      awsIvs({ ...options, requestHandler: recordHandler(options.requestHandler) }),
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

/** The calls that the suite must have made of each vendor: else nothing was recorded, and nothing proven. */
const needed = {
  "cloudflare-stream": ["create live input", "get live input", "update live input", "rotate stream keys"],
  "aws-ivs": ["CreateChannel", "GetChannel", "DeleteStreamKey", "CreateStreamKey", "StopStream", "DeleteChannel"],
  mux: ["create live stream", "get live stream", "reset stream key", "disable live stream", "delete live stream"],
} as const;

describe.each(["cloudflare-stream", "aws-ivs", "mux"] as const)("the requests of these suites to %s", (vendor) => {
  it("are all as the vendor's contract has them", async () => {
    const contract = await readContract(vendor);
    const verdicts = recorded[vendor].requests.map((request) => checkRequest(contract, request));
    expect([...new Set(verdicts.flatMap(({ problems }) => problems))]).toEqual([]);
    const called = new Set(verdicts.map(({ operation }) => operation));
    expect(needed[vendor].filter((operation) => !called.has(operation))).toEqual([]);
  });
});
