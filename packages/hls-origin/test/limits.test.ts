import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { hlsOrigin } from "../src/index.js";
import {
  h264,
  hasSegments,
  originUnderTest,
  picturePublisher,
  publisher,
  temporaryDirectory,
} from "./support/origin-under-test.js";

describe("limits", () => {
  it("refuse a stream too many, until one is retired", async () => {
    const { create } = originUnderTest({ limits: { maxStreams: 2 } });
    const first = await create({}, "one");
    await create({}, "two");
    await expect(create({}, "three")).rejects.toMatchObject({ code: "origin-stream-limit", provider: "hls-origin" });
    await create({}, "two");
    await first.end();
    await create({}, "three");
  });

  it("hold for creations at the same time, too", async () => {
    const { create } = originUnderTest({ limits: { maxStreams: 2 } });
    const outcomes = await Promise.allSettled(
      ["one", "two", "three", "four"].map((channelId) => create({}, channelId)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });

  it("cut a publisher that sends too much, and keep it out for a while", async () => {
    const { create, clock } = originUnderTest({ limits: { maxTotalKbps: 50 } });
    const stream = await create();
    const endpoint = await stream.key();
    const { errors } = await publisher(endpoint).ended;
    expect(errors).not.toBe("");
    expect(await stream.status()).toMatchObject({ ingest: "refused", error: { code: "origin-bitrate-limit" } });
    expect((await publisher(endpoint, { seconds: 2 }).ended).errors).toContain("kbit/s");
    clock.ahead(10_001);
    publisher(endpoint);
    await waitUntil(async () => (await stream.status()).ingest === "receiving");
  });

  it("stop publishing when the disk budget is used up, and refuse new streams", async () => {
    const { create } = originUnderTest({ limits: { maxDiskBytes: 20_000 } });
    const stream = await create({ recording: true });
    publisher(await stream.key());
    await waitUntil(async () => (await stream.status()).ingest === "refused");
    expect((await stream.status()).error).toMatchObject({ code: "origin-disk-limit", fault: "quota" });
    await expect(create({}, "another")).rejects.toMatchObject({ code: "origin-disk-limit" });
  });
});

describe("an origin whose place is taken", () => {
  it("names the port", async () => {
    const { origin } = originUnderTest();
    const { rtmpPort, httpPort } = await origin.start();
    const rtmp = originUnderTest({ rtmp: { port: rtmpPort } });
    await expect(rtmp.origin.start()).rejects.toMatchObject({ code: "origin-address-in-use", provider: "hls-origin" });
    const http = originUnderTest({ http: { port: httpPort ?? 0 } });
    await expect(http.origin.start()).rejects.toMatchObject({ code: "origin-address-in-use", field: "http.port" });
  });

  it("names the directory, and gets it once the other is closed", async () => {
    const directory = await temporaryDirectory();
    const first = originUnderTest({ directory });
    await first.origin.start();
    const second = originUnderTest({ directory });
    await expect(second.origin.start()).rejects.toMatchObject({ code: "origin-directory-in-use" });
    await first.origin.close();
    await second.origin.start();
  });

  it("takes no calls once it is closed", async () => {
    const origin = hlsOrigin({ rtmp: { port: 0 }, http: { port: 0 } });
    await origin.close();
    await expect(origin.start()).rejects.toMatchObject({ code: "closed" });
  });
});

describe("keyframes that are far apart", () => {
  it("raise the target duration, which then stays", async () => {
    const { create, log } = originUnderTest();
    const stream = await create();
    picturePublisher(await stream.key(), ...h264(75));
    const playlist = await stream.untilPlaylist("two segments", hasSegments(2));
    expect(playlist).toContain("#EXT-X-TARGETDURATION:3\n");
    expect(log.lines.join("\n")).toContain("keyframes are too far apart");
  });
});
