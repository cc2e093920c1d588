import { HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import {
  type AskedRequest,
  type MutationBench,
  mutatedBody,
  readMutatedAnswers,
  seededRandom,
} from "../../../test/support/mutated-answers.js";
import { channelNameOf } from "../src/channel/channel-name.js";
import { tagsOf } from "../src/channel/tags.js";
import { awsIvs, createPlaybackKey } from "../src/index.js";
import { eventSecret, spec, webhookOf } from "./ivs-bench.js";
import { sdkHandlerOver } from "./sdk-handler-over-fetch.js";

const seed = Number(process.env.MUTATION_SEED ?? 20_261_123);
const total = Number(process.env.MUTATIONS ?? 100_000);

const secretAccessKey = "secret-access-key-value";
const streamKey = "sk_eu-west-1_AbCdEf_0123456789";
const srtPassphrase = "srt-passphrase-value";
const { privateKey } = createPlaybackKey();
const account = "arn:aws:ivs:eu-west-1:123456789012";
const channelArn = `${account}:channel/abcdABCDefgh`;
const names = { namespace: "testkit", channelId: "testkit-channel", streamIncarnation: 1 };

const channel = {
  arn: channelArn,
  name: channelNameOf(names),
  latencyMode: "LOW",
  type: "STANDARD",
  authorized: false,
  ingestEndpoint: "0123abcd.global-contribute.live-video.net",
  playbackUrl: "https://0123abcd.eu-west-1.playback.live-video.net/api/video/v1/x.channel.abcd.m3u8",
  tags: tagsOf(names, new Date("2026-01-01T00:00:00Z")),
  srt: { endpoint: "0123abcd.srt.live-video.net", passphrase: srtPassphrase },
};
const key = { arn: `${account}:stream-key/abcdABCDkey1`, value: streamKey, channelArn, tags: {} };
const stream = {
  channelArn,
  streamId: "st-abcdefghijklmnopqrstuvw",
  playbackUrl: channel.playbackUrl,
  startTime: "2026-01-01T00:00:00Z",
  state: "LIVE",
  health: "HEALTHY",
  viewerCount: 7,
};
const right: Readonly<Record<string, unknown>> = {
  CreateChannel: { channel, streamKey: key },
  GetChannel: { channel },
  ListChannels: { channels: [channel] },
  BatchGetChannel: { channels: [channel], errors: [] },
  ListStreamKeys: { streamKeys: [{ arn: key.arn, channelArn }] },
  GetStreamKey: { streamKey: key },
  CreateStreamKey: { streamKey: key },
  GetStream: { stream },
  ListStreams: { streams: [stream] },
  ListPlaybackKeyPairs: { keyPairs: [{ arn: `${account}:playback-key/abcd`, name: "one" }] },
  ImportPlaybackKeyPair: { keyPair: { arn: `${account}:playback-key/abcd`, fingerprint: "ab:cd" } },
};
const operationOf = ({ path }: AskedRequest): string => path.slice(1);

/** The names that matter, each with as much of the request and of the account's secrets as an error could quote. */
const errorNames = ["ChannelNotBroadcasting", "ResourceNotFoundException", "ConflictException", "ThrottlingException"];
const errorAnswer = (_request: AskedRequest, random: () => number) => ({
  __type: errorNames[Math.floor(random() * errorNames.length)],
  exceptionMessage: `no ${streamKey} of ${secretAccessKey}`,
});

const data = { name: channel.name, access: "public" };
const whole = { ...data, channelArn, ingestEndpoint: channel.ingestEndpoint, playbackUrl: channel.playbackUrl };
const handle: LiveStreamHandle = { provider: "aws-ivs", version: 1, data: whole };
const partial: LiveStreamHandle = { provider: "aws-ivs", version: 1, data };

/** A call of every kind, with what must hold of its reading. */
function open({ customer, fetch, clock, logger, told }: MutationBench) {
  const platform = awsIvs({
    region: "eu-west-1",
    credentials: { accessKeyId: customer, secretAccessKey },
    requestHandler: sdkHandlerOver(fetch),
    playbackAuthorization: { privateKey },
    eventSecret,
    ...{ clock, logger },
  });
  const call = effectContext({ logger });
  const has = (word: string): boolean => told().texts.some((text) => text.includes(word));
  const isAnswered = (): boolean => told().statuses.some((status) => status < 300);
  const wasGone = (): boolean => told().statuses.includes(404) || has("ResourceNotFoundException");
  const checkHandle = (made: LiveStreamHandle): void => {
    expect([typeof made.data.channelArn, typeof made.data.playbackUrl]).toEqual(["string", "string"]);
    expect(String(made.data.channelArn)).toMatch(/^arn:aws[a-z-]*:ivs:[^:]+:\d+:channel\/[\w-]+$/);
    expect(URL.canParse(String(made.data.playbackUrl))).toBe(true);
  };
  const calls: readonly (() => Promise<unknown>)[] = [
    async () => {
      const made = await platform.createLiveStream(spec, call);
      checkHandle(made.handle);
      return made;
    },
    async () => {
      const endpoint = await platform.getStreamKey(handle, call);
      expect(endpoint.url).toBe("rtmps://0123abcd.global-contribute.live-video.net:443/app");
      expect(endpoint.streamKey.reveal()).not.toBe("");
      return endpoint;
    },
    async () => platform.rotateStreamKey(handle, call),
    async () => {
      const status = await platform.getStreamStatus(handle, call);
      if (!status.exists) expect(wasGone()).toBe(true);
      if (status.ingest === "receiving") expect(has("LIVE")).toBe(true);
      expect(status.viewers?.value ?? 0).toBeGreaterThanOrEqual(0);
      return status;
    },
    async () => platform.getStreamStatus(partial, call),
    async () => {
      const statuses = (await platform.getStreamStatuses?.([handle, partial, handle], call)) ?? [];
      expect(statuses).toHaveLength(3);
      if (statuses.some(({ ingest }) => ingest === "receiving")) expect(has("LIVE")).toBe(true);
      return statuses;
    },
    async () => {
      const receipt = await platform.endLiveStream(handle, { disposition: "retire", recording: "delete" }, call);
      if (receipt.state === "ended") expect(wasGone() || isAnswered()).toBe(true);
      return receipt;
    },
    async () => platform.endLiveStream(partial, { disposition: "reuse", recording: "keep" }, call),
    async () => {
      const found = await platform.findLiveStream?.(call);
      if (found) checkHandle(found);
      return found;
    },
    async () => {
      const found = [];
      for await (const each of platform.listLiveStreams?.(call) ?? []) found.push(each);
      for (const { streamIncarnation } of found) expect(Number.isSafeInteger(streamIncarnation)).toBe(true);
      return found;
    },
    async () => {
      const findings = await platform.preflight?.({ ...spec, access: "signed" }, call);
      expect(findings?.length).toBeGreaterThan(0);
      return findings;
    },
    async () => platform.importPlaybackKey({}, call),
    async () => platform.putMetadata({ stream: handle, text: "hello" }, call),
  ];
  return { calls, close: () => platform.close() };
}

it("100,000 answers, damaged in every way, end in a typed error or a right reading, and show no secret", {
  timeout: 900_000,
}, async () => {
  const report = await readMutatedAnswers({
    seed,
    total,
    secrets: [secretAccessKey, streamKey, srtPassphrase, privateKey.reveal()],
    providers: ["aws-ivs"],
    rightAnswer: (request) => right[operationOf(request)] ?? {},
    errorAnswer,
    open,
  });
  expect(report.wrong).toEqual([]);
  expect(report.answers).toBeGreaterThanOrEqual(total);
  // Both kinds of ends have to be common, or the damage misses the mark.
  const refused = Object.values(report.refused).reduce((sum, one) => sum + one, 0);
  expect(report.read).toBeGreaterThan(total / 50);
  expect(refused).toBeGreaterThan(total / 50);
});

it("20,000 damaged events are read or rejected", async () => {
  const random = seededRandom(seed + 1);
  const platform = awsIvs({ region: "eu-west-1", eventSecret });
  const now = new Date("2026-01-01T00:00:10Z");
  const event = (type: string, detail: object) => ({
    ...{ version: "0", id: "event-1", source: "aws.ivs", account: "123456789012", region: "eu-west-1" },
    ...{ "detail-type": type, time: "2026-01-01T00:00:00Z", resources: [channelArn], detail },
  });
  const rights = [
    event("IVS Stream State Change", { event_name: "Stream Start", stream_id: stream.streamId }),
    event("IVS Stream Health Change", { event_name: "Starvation Start", stream_id: stream.streamId }),
    event("IVS Limit Breach", { limit_name: "Concurrent Viewers", limit_value: 1 }),
    event("IVS Recording State Change", { recording_status: "Recording End", recording_s3_key_prefix: "ivs/v1/x" }),
  ];
  let read = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const body = mutatedBody(rights[round % rights.length], random);
    try {
      const hints = (await platform.parseWebhook?.({ ...webhookOf({}, now), body })) ?? [];
      read += 1;
      for (const { id, vendorRef, evidence, summary } of hints) {
        expect([id === "", vendorRef.startsWith("arn:aws:ivs:"), summary.length < 60]).toEqual([false, true, true]);
        if (evidence) expect(Number.isNaN(Date.parse(evidence.expiresAt))).toBe(false);
      }
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown) || thrown.code !== "webhook-rejected") throw thrown;
    }
  }
  expect(read).toBeGreaterThan(2000);
  await platform.close();
});
