import { inspect } from "node:util";
import { HybridStreamError } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { awsIvs } from "../src/index.js";
import type { AwsIvsFault, IvsErrorName } from "../src/simulator.js";
import { ivsBench, spec } from "./ivs-bench.js";

const call = effectContext();

async function errorOf(promise: Promise<unknown>): Promise<HybridStreamError> {
  const thrown: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (HybridStreamError.isInstance(thrown)) return thrown;
  throw new Error("it threw no HybridStreamError", { cause: thrown });
}

/** A status, with IVS failing for as long as it is asked. */
async function failing(fault: AwsIvsFault) {
  const bench = ivsBench();
  const { handle } = await bench.platform.createLiveStream(spec, call);
  bench.simulator.faults.add(fault, { times: Number.POSITIVE_INFINITY });
  const before = bench.simulator.requestCount;
  const error = await errorOf(bench.platform.getStreamStatus(handle, call));
  return { error, attempts: bench.simulator.requestCount - before };
}

describe("errors", () => {
  it.each<[IvsErrorName, object, number]>([
    ["ValidationException", { code: "request-rejected", retry: "never" }, 1],
    ["ServiceQuotaExceededException", { code: "quota-exhausted", fault: "quota" }, 1],
    ["AccessDeniedException", { code: "forbidden", fault: "credentials" }, 1],
    ["PendingVerification", { code: "forbidden", message: expect.stringContaining("AWS Support") }, 1],
    ["UnrecognizedClientException", { code: "unauthorized" }, 1],
    ["InvalidSignatureException", { code: "unauthorized" }, 1],
    ["ConflictException", { code: "conflict", retry: "safe" }, 1],
    ["ThrottlingException", { code: "rate-limited", retry: "safe" }, 3],
    ["InternalServerException", { code: "vendor-unavailable", retry: "safe" }, 3],
    ["StreamUnavailable", { code: "vendor-unavailable" }, 3],
  ])("%s", async (name, expected, attempts) => {
    const failed = await failing({ kind: "error", name, message: "the words of IVS" });
    expect(failed.error).toMatchObject({ provider: "aws-ivs", operation: "getStreamStatus", ...expected });
    expect(failed.error.message).toContain("the words of IVS");
    expect(failed.error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(failed.attempts).toBe(attempts);
  });

  it.each<[AwsIvsFault, string]>([
    [{ kind: "reset" }, "connection-lost"],
    [{ kind: "truncated" }, "connection-lost"],
    [{ kind: "html", status: 502 }, "vendor-unavailable"],
    [{ kind: "html", status: 404 }, "unexpected-response"],
    [{ kind: "html", status: 200 }, "unexpected-response"],
    [{ kind: "body", change: () => "{" }, "unexpected-response"],
    [{ kind: "no-answer" }, "timeout"],
  ])("%o is %s", async (fault, code) => {
    const bench = ivsBench();
    const { handle } = await bench.platform.createLiveStream(spec, call);
    const { streamKey } = await bench.platform.getStreamKey(handle, call);
    bench.simulator.publish({ streamKey: streamKey.reveal() });
    bench.simulator.faults.add(fault, { times: Number.POSITIVE_INFINITY });
    expect(await errorOf(bench.platform.getStreamStatus(handle, call))).toMatchObject({ code, retry: "safe" });
  });

  it("hands a long pause on in place of making it", async () => {
    const { error, attempts } = await failing({ kind: "error", name: "ThrottlingException", retryAfterSeconds: 30 });
    expect([error.retryAfterMs, attempts]).toEqual([30_000, 1]);
  });

  it("show no secret, whatever IVS quotes and the SDK keeps", async () => {
    const bench = ivsBench();
    const { handle } = await bench.platform.createLiveStream(spec, call);
    const { streamKey } = await bench.platform.getStreamKey(handle, call);
    const message = `the key ${streamKey.reveal()} of ${bench.credentials.secretAccessKey} is bad`;
    for (const name of ["AccessDeniedException", "ValidationException"] as const) {
      bench.simulator.faults.add({ kind: "error", name, message });
      const error = await errorOf(bench.platform.getStreamKey(handle, call));
      const shown = `${inspect(error, { depth: 20, showHidden: true })}${error.stack}${JSON.stringify(error)}${bench.lines.join()}`;
      expect(shown).toContain("is bad");
      expect(shown).not.toContain(streamKey.reveal());
      expect(shown).not.toContain(bench.credentials.secretAccessKey);
      expect(shown).not.toContain("AWS4-HMAC");
      expect(error.cause).toBeUndefined();
    }
  });

  it("quote nothing of an answer that cannot be read: the words around the break may be a key", async () => {
    const bench = ivsBench();
    const { handle } = await bench.platform.createLiveStream(spec, call);
    const body = '{"streamKey":{"value":"sk_eu-west-1_FirstHalfSecondHalf","a":broken}}';
    const fault = { kind: "body", change: () => body } as const;
    bench.simulator.faults.add(fault, { operation: "GetStreamKey", times: 9 });
    const error = await errorOf(bench.platform.getStreamKey(handle, call));
    expect(error).toMatchObject({ code: "unexpected-response" });
    expect(`${inspect(error, { depth: 20, showHidden: true })}${bench.lines.join()}`).not.toContain("Half");
  });

  it("do not come from an environment that asks for FIPS or dual-stack addresses", async () => {
    vi.stubEnv("AWS_USE_FIPS_ENDPOINT", "true");
    vi.stubEnv("AWS_USE_DUALSTACK_ENDPOINT", "true");
    onTestFinished(() => void vi.unstubAllEnvs());
    const bench = ivsBench();
    expect(await bench.platform.findLiveStream?.(call)).toBeNull();
  });

  it("say closed after close", async () => {
    const { platform } = ivsBench();
    await platform.close();
    await platform.close();
    expect(await errorOf(platform.createLiveStream(spec, call))).toMatchObject({ code: "closed", provider: "aws-ivs" });
  });

  it("say unauthorized without credentials", async () => {
    const { simulator } = ivsBench();
    const platform = awsIvs({
      region: "eu-west-1",
      requestHandler: simulator.requestHandler,
      credentials: async () => {
        throw Object.assign(new Error("Could not load credentials from any providers"), {
          name: "CredentialsProviderError",
        });
      },
    });
    expect(await errorOf(platform.findLiveStream?.(call) ?? Promise.resolve())).toMatchObject({ code: "unauthorized" });
    await platform.close();
  });

  it("end credentials that never come at the deadline", async () => {
    const bench = ivsBench({ options: { credentials: () => new Promise<never>(() => {}) } });
    expect(await errorOf(bench.platform.createLiveStream(spec, call))).toMatchObject({ code: "timeout" });
  });
});

describe("options", () => {
  it.each([
    [{ region: "eu-north-1" }, "region"],
    [{ endpoint: "http://ivs.example" }, "endpoint"],
    [{ endpoint: "https://user:word@ivs.example" }, "endpoint"],
    [{ quotaShare: 0 }, "quotaShare"],
    [{ channelType: "PREMIUM" }, "channelType"],
    [{ preset: "HIGHER_BANDWIDTH_DELIVERY" }, "preset"],
    [{ recordingConfigurationArn: "arn:aws:s3:::bucket" }, "recordingConfigurationArn"],
    [{ tags: { "hybrid-stream:namespace": "x" } }, "tags.hybrid-stream:namespace"],
    [{ eventSecret: "short" }, "eventSecret"],
    [{ ragion: "eu-west-1" }, "ragion"],
  ])("%o is refused by name", (options, field) => {
    const make = () => Reflect.apply(awsIvs, null, [{ region: "eu-west-1", ...options }]);
    expect(make).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });

  it("takes the region from AWS_REGION, or names both", () => {
    const before = process.env.AWS_REGION;
    try {
      process.env.AWS_REGION = "us-west-2";
      expect(() => awsIvs()).not.toThrow();
      process.env.AWS_REGION = "mars-north-1";
      expect(() => awsIvs()).toThrow("us-east-1");
      delete process.env.AWS_REGION;
      expect(() => awsIvs()).toThrow("AWS_REGION");
    } finally {
      if (before === undefined) delete process.env.AWS_REGION;
      else process.env.AWS_REGION = before;
    }
  });

  it("says what it can do by the type of its channels", () => {
    const of = (channelType: "BASIC" | "STANDARD" | "ADVANCED_HD") =>
      awsIvs({ region: "eu-west-1", channelType }).capabilities;
    expect(of("STANDARD")).toMatchObject({ fence: "rotate", maxSessionSeconds: 172_800, billing: "aws-ivs-standard" });
    expect(of("BASIC")).toMatchObject({ adaptiveBitrate: false, ingestLimits: { maxTotalKbps: 3500 } });
    expect(of("ADVANCED_HD")).toMatchObject({ billing: "aws-ivs-advanced-hd", probeCost: "unknown" });
  });
});
