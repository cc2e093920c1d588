import { createHlsProbe } from "@hybrid-stream/provider-kit";
import { HybridStreamError } from "@hybrid-stream/spec";
import { testStreamingPlatform, type VendorFault } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { createPlaybackKey } from "../src/index.js";
import type { AwsIvsFault } from "../src/simulator.js";
import { eventSecret, fastClock, openBench, webhookOf } from "./ivs-bench.js";

/** How IVS says what goes wrong. */
function faultOf({ kind, retryAfterSeconds }: VendorFault): AwsIvsFault {
  switch (kind) {
    case "unauthorized":
      return { kind: "error", name: "UnrecognizedClientException" };
    case "forbidden":
      return { kind: "error", name: "AccessDeniedException" };
    case "not-found":
      return { kind: "error", name: "ResourceNotFoundException" };
    case "conflict":
      return { kind: "error", name: "ConflictException" };
    case "server-error":
      return { kind: "error", name: "InternalServerException" };
    case "rate-limited":
      return {
        kind: "error",
        name: "ThrottlingException",
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      };
    default:
      return { kind };
  }
}

const operationOf = { create: "CreateChannel", rotate: "DeleteStreamKey", end: "DeleteStreamKey" } as const;

testStreamingPlatform({
  describe,
  it,
  expect,
  title: "awsIvs() as a streaming platform",
  timeoutMs: 60_000,
  create: async () => {
    const clock = fastClock(100);
    const { privateKey } = createPlaybackKey();
    const bench = openBench({ clock, options: { playbackAuthorization: { privateKey }, timeoutMs: 120_000 } });
    const { simulator } = bench;
    const { arn } = await bench.platform.createRecordingConfiguration(
      { bucket: "recordings" },
      { signal: AbortSignal.timeout(10_000) },
    );
    const options = { recordingConfigurationArn: arn, recordingsUrl: "https://recordings.example/recordings" };
    const provider = bench.another(options);
    const probe = createHlsProbe({ fetch: simulator.fetch });
    const started = simulator.requestCount;
    const pause = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => void clock.setTimeout(resolve, milliseconds));
    const webhook = (stream: { data: { channelArn?: unknown } }, name: string, agoSeconds: number, secret?: string) => {
      const now = clock.now();
      const time = new Date(now.getTime() - agoSeconds * 1000).toISOString();
      const event = {
        version: "0",
        id: crypto.randomUUID(),
        "detail-type": "IVS Stream State Change",
        source: "aws.ivs",
        account: "123456789012",
        time,
        region: "eu-west-1",
        resources: [stream.data.channelArn],
        detail: { event_name: name, channel_name: "", stream_id: "st-00000000000000000000000" },
      };
      return webhookOf(event, now, secret);
    };
    return {
      provider,
      secrets: [bench.credentials.secretAccessKey, eventSecret, privateKey.reveal()],
      output: () => bench.lines.join("\n"),
      wait: { pause, intervalMs: 500, timeoutMs: 600_000 },
      publish: async (endpoint) => simulator.publish({ streamKey: endpoint.streamKey.reveal() }),
      probe: (url) => probe.probe(url),
      requests: () => simulator.requestCount - started,
      liveStreams: () => simulator.channels().length,
      unknownHandle: () => ({
        provider: provider.id,
        version: 1,
        data: {
          name: "hs-never-was",
          access: "public",
          channelArn: "arn:aws:ivs:eu-west-1:123456789012:channel/neverwas",
          ingestEndpoint: "never.global-contribute.live-video.net",
          playbackUrl: "https://never.eu-west-1.playback.live-video.net/api/video/v1/x.m3u8",
        },
      }),
      breakNextCall: () => simulator.faults.add({ kind: "error", name: "AccessDeniedException" }),
      makeWebhook: () =>
        webhook({ data: { channelArn: "arn:aws:ivs:eu-west-1:123456789012:channel/some" } }, "Stream Start", 0),
      makeStreamWebhook: ({ stream, event, agoSeconds, isForged }) =>
        webhook(
          stream,
          event === "receiving" ? "Stream Start" : "Stream End",
          agoSeconds,
          isForged ? "a wrong secret" : undefined,
        ),
      breakVendor: (fault) => {
        const scope =
          fault.requests === "all"
            ? { times: Number.POSITIVE_INFINITY }
            : { operation: operationOf[fault.requests], times: 1 };
        simulator.faults.add(faultOf(fault), scope);
        return () => simulator.faults.clear();
      },
      another: () => bench.another(options),
      addForeignStream: async () => {
        const { IvsClient, CreateChannelCommand } = await import("@aws-sdk/client-ivs");
        const { credentials, requestHandler, region } = simulator;
        const client = new IvsClient({ credentials, requestHandler, region });
        const made = await client.send(new CreateChannelCommand({ name: "somebody-elses", tags: { app: "other" } }));
        if (!made.channel?.arn)
          throw new HybridStreamError({ code: "internal", message: "No foreign channel was made." });
      },
      dispose: async () => {
        await probe.close();
        await bench.close();
      },
    };
  },
});
