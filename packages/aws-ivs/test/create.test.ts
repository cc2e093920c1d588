import { CreateChannelCommand, IvsClient, ListChannelsCommand } from "@aws-sdk/client-ivs";
import { HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { tagsOf } from "../src/channel/tags.js";
import { createPlaybackKey } from "../src/index.js";
import { ivsBench, spec } from "./ivs-bench.js";

const call = effectContext();
const createdBy = (bench: ReturnType<typeof ivsBench>) =>
  bench.simulator.requests().filter(({ operation }) => operation === "CreateChannel");

describe("createLiveStream", () => {
  it("names and tags the channel so that it is found again, and says what it is", async () => {
    const bench = ivsBench({ options: { tags: { "cost-center": "live" } } });
    const { handle } = await bench.platform.createLiveStream(spec, call);
    const [channel] = bench.simulator.channels();
    expect(channel?.name).toMatch(/^hs-[0-9a-f]{24}-testkit-testkit-channel-1$/);
    expect(channel?.tags).toMatchObject({
      "hybrid-stream:namespace": "testkit",
      "hybrid-stream:channel": "testkit-channel",
      "hybrid-stream:incarnation": "1",
      "cost-center": "live",
    });
    expect(createdBy(bench)[0]?.input).toMatchObject({ type: "STANDARD", latencyMode: "LOW", authorized: false });
    expect(handle.data.channelArn).toBe(channel?.arn);
  });

  it.each(["shop/ä 42", "x".repeat(128), "日本語のチャンネル".repeat(14)])(
    "takes any channel id, and lists it by its tags: %s",
    async (channelId) => {
      const bench = ivsBench();
      const mine = effectContext({ channelId });
      await bench.platform.createLiveStream(spec, mine);
      await bench.platform.createLiveStream(spec, mine);
      expect(bench.simulator.channels()).toHaveLength(1);
      const found = await bench.list();
      const listed = Buffer.byteLength(channelId) > 180 ? expect.stringMatching(/^sha256:/) : channelId;
      expect(found).toMatchObject([{ channelId: listed, streamIncarnation: 1, createdAt: expect.any(Date) }]);
    },
  );

  it.each(["InternalServerException", "ThrottlingException"] as const)(
    "sends a creation once when IVS answers %s, and finds what it made all the same",
    async (name) => {
      const bench = ivsBench();
      bench.simulator.faults.add({ kind: "error", name, effect: true }, { operation: "CreateChannel" });
      await expect(bench.platform.createLiveStream(spec, call)).rejects.toThrow(HybridStreamError);
      expect(createdBy(bench)).toHaveLength(1);
      await bench.platform.createLiveStream(spec, call);
      expect(createdBy(bench)).toHaveLength(1);
      expect(bench.simulator.channels()).toHaveLength(1);
    },
  );

  it("looks twice when a list may not show yet what an interrupted try has made", async () => {
    const bench = ivsBench({ simulated: { timings: { listLagMs: 1500 } } });
    const stored: LiveStreamHandle[] = [];
    const checkpoint = async (handle: LiveStreamHandle): Promise<void> => void stored.push(handle);
    bench.simulator.faults.add({ kind: "lost-answer" }, { operation: "CreateChannel" });
    const tried = bench.platform.createLiveStream(spec, effectContext({ checkpoint }));
    await expect(tried).rejects.toMatchObject({ code: "connection-lost", retry: "after-verify" });
    await bench.another().createLiveStream(spec, effectContext({ resume: stored.at(-1) }));
    expect(bench.simulator.channels()).toHaveLength(1);
  });

  it("looks twice as well when the answer was waited for in vain, and the try again comes late", async () => {
    const bench = ivsBench({ simulated: { timings: { listLagMs: 16_000 } } });
    const stored: LiveStreamHandle[] = [];
    const checkpoint = async (handle: LiveStreamHandle): Promise<void> => void stored.push(handle);
    bench.simulator.faults.add({ kind: "no-answer" }, { operation: "CreateChannel" });
    const tried = bench.platform.createLiveStream(spec, effectContext({ checkpoint }));
    await expect(tried).rejects.toMatchObject({ code: "timeout", retry: "after-verify" });
    await bench.clock.advance(7000);
    await bench.another().createLiveStream(spec, effectContext({ resume: stored.at(-1) }));
    expect(bench.simulator.channels()).toHaveLength(1);
  });

  it("keeps one of two that were made for the same stream, always the same", async () => {
    const bench = ivsBench();
    const { handle } = await bench.platform.createLiveStream(spec, call);
    const { name, tags } = bench.simulator.channels()[0] ?? {};
    const { credentials, requestHandler, region } = bench.simulator;
    const client = new IvsClient({ credentials, requestHandler, region });
    await client.send(new CreateChannelCommand({ name, tags: { ...tags } }));
    const expected = bench.simulator
      .channels()
      .map(({ arn }) => arn)
      .sort()[0];
    const again = await bench.another().createLiveStream(spec, call);
    expect(again.handle.data.channelArn).toBe(expected);
    expect(bench.simulator.channels()).toHaveLength(1);
    expect(bench.lines.join() + JSON.stringify(handle)).not.toContain("sk_");
  });

  it("cleans up and says so when the answer lacks what is needed", async () => {
    const bench = ivsBench();
    const change = (text: string): string => text.replace(/"playbackUrl":"[^"]*",?/, "");
    bench.simulator.faults.add({ kind: "body", change }, { operation: "CreateChannel" });
    await expect(bench.platform.createLiveStream(spec, call)).rejects.toMatchObject({
      code: "unexpected-response",
      field: "channel.playbackUrl",
    });
    expect(bench.simulator.channels()).toEqual([]);
  });

  it("refuses what it cannot set up, and a channel whose access is another", async () => {
    const bench = ivsBench();
    const signed = { ...spec, access: "signed" } as const;
    await expect(bench.platform.createLiveStream(signed, call)).rejects.toMatchObject({ field: "access" });
    const recorded = bench.platform.createLiveStream({ ...spec, recording: true }, call);
    await expect(recorded).rejects.toMatchObject({ code: "request-rejected", field: "recording" });
    await bench.platform.createLiveStream(spec, call);
    const { privateKey } = createPlaybackKey();
    const other = bench.another({ playbackAuthorization: { privateKey } });
    await expect(other.createLiveStream(signed, call)).rejects.toMatchObject({ code: "conflict", field: "access" });
  });

  it("gives a restriction policy to public channels alone", async () => {
    const bench = ivsBench();
    const policy = await bench.platform.createPlaybackRestrictionPolicy({ countries: ["DE"] }, call);
    const { privateKey } = createPlaybackKey();
    const platform = bench.another({
      playbackRestrictionPolicyArn: policy.arn,
      playbackAuthorization: { privateKey },
    });
    await platform.createLiveStream(spec, call);
    await platform.createLiveStream({ ...spec, access: "signed" }, effectContext({ streamIncarnation: 2 }));
    const inputs = createdBy(bench).map(({ input }) => input);
    expect(inputs[0]).toMatchObject({ playbackRestrictionPolicyArn: policy.arn });
    expect(inputs[1]).not.toHaveProperty("playbackRestrictionPolicyArn");
  });

  it("goes through every page of a list", async () => {
    const bench = ivsBench({ simulated: { quotas: { requestsPerSecond: 1000 } } });
    const { credentials, requestHandler, region } = bench.simulator;
    const client = new IvsClient({ credentials, requestHandler, region });
    for (let made = 0; made < 250; made += 1) await client.send(new CreateChannelCommand({ name: `other-${made}` }));
    await bench.platform.createLiveStream(spec, call);
    expect(await bench.list()).toHaveLength(1);
    expect((await client.send(new ListChannelsCommand({}))).channels).toHaveLength(100);
  });

  it("lists many streams by a request for each 50, and leaves out those of other namespaces", async () => {
    const bench = ivsBench({ simulated: { quotas: { requestsPerSecond: 1000 } } });
    const { credentials, requestHandler, region } = bench.simulator;
    const client = new IvsClient({ credentials, requestHandler, region });
    for (let made = 0; made < 60; made += 1) {
      const names = {
        namespace: made < 55 ? "testkit" : "production",
        channelId: `show-${made}`,
        streamIncarnation: 1,
      };
      await client.send(new CreateChannelCommand({ name: `show-${made}`, tags: tagsOf(names, bench.clock.now()) }));
    }
    const before = bench.operations().length;
    const found = await bench.list();
    expect(found.map(({ channelId }) => channelId)).toEqual(Array.from({ length: 55 }, (_, index) => `show-${index}`));
    expect(bench.operations().slice(before)).toEqual(["ListChannels", "BatchGetChannel", "BatchGetChannel"]);
  });
});
