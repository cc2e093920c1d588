import { HybridStreamError } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { type FakeStreamingPlatform, platformTestNames, testStreamingPlatform } from "../src/index.js";
import { collect } from "./collect.js";
import { type PlatformBreak as Break, platformSubject } from "./fake-subjects.js";
import { brokenByVendor } from "./platforms-broken-by-vendor.js";

testStreamingPlatform({ describe, it, expect, title: "fake platform", create: () => platformSubject() });
testStreamingPlatform({
  describe,
  it,
  expect,
  title: "fake platform with a slow fence and a slow end, signed playback, nobody counted",
  create: () =>
    platformSubject({
      endDelaySeconds: 7,
      capabilities: { fenceDelaySeconds: 4, signedPlayback: true, viewerCount: "none" },
    }),
});
testStreamingPlatform({
  describe,
  it,
  expect,
  title: "fake platform that fences by takeover",
  create: () => platformSubject({ capabilities: { fence: "takeover" } }),
});
testStreamingPlatform({
  describe,
  it,
  expect,
  title: "fake platform without a fence that holds sessions",
  create: () => platformSubject({ sessionHoldSeconds: 5, capabilities: { fence: "stop-first" } }),
});

testStreamingPlatform({
  describe,
  it,
  expect,
  title: "fake platform that can look a stream up",
  create: () =>
    platformSubject({}, (provider) => ({
      findLiveStream: async (call) => {
        for await (const found of provider.listLiveStreams(call)) {
          const { channelId, streamIncarnation, handle } = found;
          if (channelId === call.channelId && streamIncarnation === call.streamIncarnation) return handle;
        }
        return null;
      },
    })),
});

const renumbered: Break = (provider) => {
  let more = 0;
  return {
    createLiveStream: (spec, call) => {
      more += 1;
      return provider.createLiveStream(spec, { ...call, streamIncarnation: call.streamIncarnation + more });
    },
  };
};
const withStatus =
  (change: (status: Awaited<ReturnType<FakeStreamingPlatform["getStreamStatus"]>>) => object): Break =>
  (provider) => ({
    getStreamStatus: async (handle, call) => {
      const status = await provider.getStreamStatus(handle, call);
      return { ...status, ...change(status) };
    },
  });
const endsNothing: Break = () => ({
  endLiveStream: async () => ({ state: "ended", viewersOff: true, retryAfterMs: 0 }),
});
const plainError = (): never => {
  throw new Error("plain");
};
const notFound = (): never => {
  throw new HybridStreamError({ code: "not-found", message: "404", provider: "fake-platform" });
};

/** For every rule, platforms that break it and nothing else that matters here. */
const broken: Record<string, Break[]> = {
  "says what it is: specification version v1, a kind, and an id that fits into a path": [() => ({ kind: "" })],
  "accepts an authentic webhook, and refuses one that was forged or changed by a byte": [
    () => ({ parseWebhook: async () => [] }),
    () => ({ parseWebhook: async () => notFound() }),
  ],
  "creates one stream for the same incarnation, however often it is asked": [renumbered],
  "finds the stream of an interrupted creation again from what was stored in its middle": [renumbered],
  "creates another stream, with another key, for a new incarnation": [
    (provider) => ({
      createLiveStream: (spec, call) => provider.createLiveStream(spec, { ...call, streamIncarnation: 1 }),
    }),
  ],
  "gives and stores handles that are plain JSON, versioned, and carry its id; a copy is as good": [
    (provider) => ({
      createLiveStream: async (spec, call) => {
        const stream = await provider.createLiveStream(spec, call);
        return { ...stream, handle: { ...stream.handle, version: 1.5 } };
      },
    }),
  ],
  "starts nothing more once a checkpoint says that the lease is lost": [
    (provider) => ({
      createLiveStream: (spec, call) =>
        provider.createLiveStream(spec, { ...call, checkpoint: (handle) => call.checkpoint(handle).catch(() => {}) }),
    }),
    (provider) => ({
      createLiveStream: (spec, call) =>
        provider.createLiveStream(spec, call).catch(async (error: unknown) => {
          await provider.getStreamStatus({ provider: provider.id, version: 1, data: {} }, call);
          throw error;
        }),
    }),
  ],
  "does nothing for a call that was cancelled before it began, and says aborted": [
    (provider) => ({
      createLiveStream: (spec, call) =>
        provider.createLiveStream(spec, { ...call, signal: new AbortController().signal }),
    }),
    (provider) => ({
      endLiveStream: (handle, end, call) =>
        provider.endLiveStream(handle, end, { ...call, signal: new AbortController().signal }),
    }),
  ],
  "throws only HybridStreamErrors that name the provider": [
    (provider) => ({
      endLiveStream: (handle, end, call) => provider.endLiveStream(handle, end, call).catch(plainError),
    }),
  ],
  "lists its streams of this namespace and no other, exactly where it says that it can": [
    (provider) => ({ listLiveStreams: (call) => provider.listLiveStreams({ ...call, namespace: "testkit" }) }),
    (provider) => ({ capabilities: { ...provider.capabilities, canList: false } }),
  ],
  "reads the same key with the same keyId again; the address does not hold the key": [
    (provider) => ({
      getStreamKey: async (handle, call) => (await provider.rotateStreamKey?.(handle, call)) ?? notFound(),
    }),
    (provider) => ({
      getStreamKey: async (handle, call) => {
        const endpoint = await provider.getStreamKey(handle, call);
        return { ...endpoint, url: `${endpoint.url}/${endpoint.streamKey.reveal()}` };
      },
    }),
  ],
  "can rotate its key exactly where that is its fence": [
    (provider) => ({ capabilities: { ...provider.capabilities, fence: "stop-first" } }),
  ],
  "shuts an old publisher out by its fence, and takes the new one": [
    (provider) => ({ rotateStreamKey: (handle, call) => provider.getStreamKey(handle, call) }),
    (provider) => ({
      rotateStreamKey: async (handle, call) => ({
        ...((await provider.rotateStreamKey?.(handle, call)) ?? notFound()),
        keyId: (await provider.getStreamKey(handle, call)).keyId.replace(/.$/, "1"),
      }),
    }),
    (provider, world) => ({
      rotateStreamKey: async (handle, call) => {
        const stream = provider.streamOf(handle) ?? notFound();
        world.newKey(stream, 3_600_000);
        return provider.getStreamKey(handle, call);
      },
    }),
  ],
  "refuses a key that was never its own": [
    (provider) => ({
      getStreamKey: (handle, call) => {
        const stream = provider.streamOf(handle);
        return provider.getStreamKey(
          stream ? handle : { provider: provider.id, version: 1, data: { streamId: "stream-1" } },
          call,
        );
      },
    }),
  ],
  "makes a playback address without asking its vendor": [
    (provider) => ({
      getPlaybackUrl: async (handle, viewer) => {
        const { signal } = new AbortController();
        const logger = { debug() {}, info() {}, warn() {}, error() {} };
        await provider.getStreamStatus(handle, { signal, namespace: "testkit", logger });
        return provider.getPlaybackUrl(handle, viewer);
      },
    }),
  ],
  "signs playback for as long as was asked, where it can sign": [
    (provider) => ({
      getPlaybackUrl: async (handle, viewer) => ({
        ...(await provider.getPlaybackUrl(handle, viewer)),
        expiresAt: "2026-01-01T00:00:00.000Z",
      }),
    }),
    (provider) => ({ capabilities: { ...provider.capabilities, signedPlayback: true } }),
  ],
  "has nothing to play before media comes in, then segments that go on": [
    (_, world) => ({
      probe: async () => ({
        state: "playing",
        lastSegment: Math.floor(world.clock.monotonic() / 2000),
        mediaSequence: 0,
        segmentCount: 1,
        targetDurationSeconds: 2,
        ended: false,
        programDateTime: null,
      }),
    }),
    (provider) => ({
      probe: async (url) => {
        const seen = await provider.probe(url);
        return seen.state === "playing" ? { ...seen, lastSegment: 0 } : seen;
      },
    }),
  ],
  "tells an ingest that is idle, then receiving, then no more": [
    withStatus(() => ({ ingest: "idle" })),
    withStatus(({ ingest, broadcastId }) => ({ ingest: broadcastId === null ? ingest : "receiving" })),
  ],
  "names one broadcast, and keeps the name over a gap inside the continuity window": [
    withStatus(() => ({ broadcastId: null })),
    withStatus(({ observedAt, broadcastId }) => ({ broadcastId: broadcastId && observedAt.toISOString() })),
  ],
  "counts viewers in the way that it declares: a number from 0, or not known": [
    withStatus(({ viewers }) => ({ viewers: viewers && { ...viewers, value: -1 } })),
    withStatus(({ viewers }) => ({ viewers: viewers && { ...viewers, method: "sampled" } })),
  ],
  "tells analytics as numbers from 0, or null where it does not know": [
    (provider) => ({
      getStreamAnalytics: async (handle, range, call) => ({
        ...(await provider.getStreamAnalytics(handle, range, call)),
        bytesDelivered: Number.NaN,
      }),
    }),
  ],
  "says of a stream that never was that it does not exist, as a value and not as an error": [
    withStatus(() => ({ exists: true })),
    withStatus(({ exists }) => (exists ? {} : notFound())),
  ],
  "answers for many in the order of their handles, where it can ask for many": [
    (provider) => ({
      getStreamStatuses: async (handles, call) => (await provider.getStreamStatuses(handles, call)).reverse(),
    }),
  ],
  "ends a stream that is live: the publisher is cut and its key is dead": [
    endsNothing,
    () => ({ endLiveStream: async () => ({ state: "ending", viewersOff: true, retryAfterMs: 1000 }) }),
  ],
  "says viewersOff only when the key is dead and nobody publishes": [
    endsNothing,
    () => ({ endLiveStream: async () => ({ state: "ending", viewersOff: false, retryAfterMs: 0 }) }),
  ],
  "takes the end any number of times, and of a stream that never was": [
    (provider) => ({
      endLiveStream: async (handle, end, call) => {
        if (!(await provider.getStreamStatus(handle, call)).exists) notFound();
        return provider.endLiveStream(handle, end, call);
      },
    }),
  ],
  "does not know a stream any more that was retired": [
    (provider) => ({
      endLiveStream: (handle, end, call) => provider.endLiveStream(handle, { ...end, disposition: "reuse" }, call),
    }),
  ],
  "keeps a stream that shall be used again, and takes a publisher with a fresh key": [
    (provider) => ({
      endLiveStream: (handle, end, call) => provider.endLiveStream(handle, { ...end, disposition: "retire" }, call),
    }),
    endsNothing,
  ],
  "lets no secret into handles, statuses, receipts, errors or logs": [
    (provider) => ({
      getStreamKey: async (handle, call) => {
        const endpoint = await provider.getStreamKey(handle, call);
        call.logger.info({ answer: { streamKey: endpoint.streamKey.reveal() } });
        return endpoint;
      },
    }),
    withStatus(() => ({ token: "testkit-api-token" })),
    ({ kind }) => Object.assign({ kind }, { options: { apiToken: "testkit-api-token" } }),
    (provider) => ({
      async *listLiveStreams(call) {
        for await (const found of provider.listLiveStreams(call)) {
          const streamKey = provider.streamOf(found.handle)?.keys.at(-1)?.value ?? null;
          yield { ...found, handle: { ...found.handle, data: { ...found.handle.data, streamKey } } };
        }
      },
    }),
    (provider, _world, vendor) => ({
      getStreamKey: (handle, call) =>
        provider.getStreamKey(handle, call).catch((thrown: unknown) => {
          if (vendor.fault?.kind !== "unauthorized") throw thrown;
          throw new TypeError("failed", { cause: { request: { authorization: "testkit-api-token" } } });
        }),
    }),
  ],
  ...brokenByVendor,
  "can be closed twice, without an error": [
    () => {
      let closed = false;
      return {
        close: async () => {
          if (closed) plainError();
          closed = true;
        },
      };
    },
  ],
};

it("has a broken platform for every rule", () => {
  expect(Object.keys(broken).sort()).toEqual([...platformTestNames].sort());
});

describe("fails a platform that breaks the rule that it", () => {
  for (const [name, breaks] of Object.entries(broken)) {
    it(name, async () => {
      for (const change of breaks) {
        const { runner, run } = collect();
        testStreamingPlatform({ ...runner, create: () => platformSubject({}, change) });
        expect([...(await run(name)).keys()]).toEqual([name]);
      }
    });
  }
});

it("fails a platform that promises a takeover and lets the old publisher stay", async () => {
  const { runner, run } = collect();
  const stays = () =>
    platformSubject({ capabilities: { fence: "takeover" } }, (provider) => ({
      getStreamKey: (handle, call) => provider.getStreamKey(handle, { ...call, relayGeneration: 1 }),
    }));
  testStreamingPlatform({ ...runner, create: stays });
  expect((await run("shuts an old publisher out by its fence, and takes the new one")).size).toBe(1);
});
