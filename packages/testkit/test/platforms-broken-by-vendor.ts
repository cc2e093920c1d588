import { type ErrorCode, type Hint, HybridStreamError } from "@hybrid-stream/spec";
import type { FakeStreamingPlatform } from "../src/index.js";
import type { PlatformBreak } from "./fake-subjects.js";
import type { FakeVendor } from "./fake-vendor.js";

function fail(code: ErrorCode): never {
  throw new HybridStreamError({ code, message: "broken on purpose", provider: "fake-platform" });
}

/** Says `code` whatever the vendor said. */
const miscalls =
  (code: ErrorCode): PlatformBreak =>
  (provider) => ({
    getStreamStatus: (handle, call) =>
      provider.getStreamStatus(handle, call).catch((thrown: unknown) => {
        if (HybridStreamError.isInstance(thrown) && thrown.code === "aborted") throw thrown;
        return fail(code);
      }),
  });

/** Makes another stream at every call, as a client without a name for it does. */
function renumbering(): PlatformBreak {
  let made = 0;
  return (provider) => ({
    createLiveStream: (spec, call) => {
      made += 1;
      const numbers = { streamIncarnation: call.streamIncarnation + 100 * made, resume: undefined };
      return provider.createLiveStream(spec, { ...call, ...numbers });
    },
  });
}

const withHints =
  (change: (hint: Hint, count: number) => Partial<Hint>): PlatformBreak =>
  (provider) => {
    let count = 0;
    return {
      parseWebhook: async (request) =>
        (await provider.parseWebhook(request)).map((hint) => {
          count += 1;
          return { ...hint, ...change(hint, count) };
        }),
    };
  };

const withVendor =
  (
    kind: NonNullable<FakeVendor["fault"]>["kind"],
    change: (provider: FakeStreamingPlatform) => Partial<FakeStreamingPlatform>,
  ): PlatformBreak =>
  (provider, _world, vendor) => {
    const broken = change(provider);
    const chosen = <Name extends keyof FakeStreamingPlatform>(name: Name): FakeStreamingPlatform[Name] => {
      const other = broken[name];
      return vendor.fault?.kind === kind && other !== undefined ? other : provider[name];
    };
    return {
      createLiveStream: (...call) => chosen("createLiveStream")(...call),
      getStreamStatus: (...call) => chosen("getStreamStatus")(...call),
      endLiveStream: (...call) => chosen("endLiveStream")(...call),
      rotateStreamKey: (...call) => chosen("rotateStreamKey")?.(...call) ?? fail("internal"),
    };
  };

const evidenceOf = (hint: Hint, change: Partial<NonNullable<Hint["evidence"]>>): Partial<Hint> =>
  hint.evidence === undefined ? {} : { evidence: { ...hint.evidence, ...change } };
const alwaysFound: PlatformBreak = (provider) => ({
  findLiveStream: async (call) => (await provider.createLiveStream(anySpec, call)).handle,
});
const anySpec = { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 60 } as const;

/** For the rules about vendors that fail, and about what else is in an account: platforms that break them. */
export const brokenByVendor: Record<string, PlatformBreak[]> = {
  "names the next show's broadcast differently": [
    (provider) => ({
      getStreamStatus: async (handle, call) => {
        const status = await provider.getStreamStatus(handle, call);
        return { ...status, broadcastId: status.broadcastId && "always-the-same" };
      },
    }),
  ],
  "offers the recording of a show that has ended as a variant of its playback": [
    (provider) => ({
      getPlaybackUrl: async (handle, viewer) => ({ ...(await provider.getPlaybackUrl(handle, viewer)), variants: [] }),
    }),
    (provider) => ({
      getPlaybackUrl: async (handle, viewer) => {
        const playback = await provider.getPlaybackUrl(handle, viewer);
        return { ...playback, variants: playback.variants.map((each) => ({ ...each, url: playback.url })) };
      },
    }),
  ],
  "offers no recording that was to be deleted": [
    (provider) => ({
      endLiveStream: (handle, end, call) => provider.endLiveStream(handle, { ...end, recording: "keep" }, call),
    }),
  ],
  "makes one stream at its vendor for the same incarnation, also from two processes": [
    renumbering(),
    // It remembers its streams, in its own memory only.
    (provider) => {
      const process = Math.floor(provider.world.streams.size * 1000);
      return {
        createLiveStream: (spec, call) =>
          provider.createLiveStream(spec, { ...call, streamIncarnation: call.streamIncarnation + process }),
      };
    },
  ],
  "keeps the streams of two namespaces apart, also where one's name begins like the other's": [
    (provider) => ({
      createLiveStream: (spec, call) => provider.createLiveStream(spec, { ...call, namespace: "testkit" }),
    }),
    (provider) => ({
      async *listLiveStreams(call) {
        yield* provider.listLiveStreams(call);
        if (call.namespace === "testkit") yield* provider.listLiveStreams({ ...call, namespace: "testkit-two" });
      },
    }),
  ],
  "neither lists nor touches a stream in the same account that is none of ours": [
    (provider) => ({
      async *listLiveStreams(call) {
        yield* provider.listLiveStreams(call);
        yield* provider.listLiveStreams({ ...call, namespace: "" });
      },
    }),
    (provider, world) => ({
      endLiveStream: (handle, end, call) => {
        for (const stream of world.streams.values()) stream.state = "deleted";
        return provider.endLiveStream(handle, end, call);
      },
    }),
  ],
  "makes playback addresses for many viewers without a request, also in a process that has just begun": [
    (provider) => {
      let isKnown = false;
      return {
        getPlaybackUrl: async (handle, viewer) => {
          const { signal } = new AbortController();
          const logger = { debug() {}, info() {}, warn() {}, error() {} };
          if (!isKnown) await provider.getStreamStatus(handle, { signal, namespace: "testkit", logger });
          isKnown = true;
          return provider.getPlaybackUrl(handle, viewer);
        },
      };
    },
  ],
  "says unauthorized when its vendor does not accept the credentials": [miscalls("forbidden")],
  "says forbidden when the credentials may not do what was asked": [miscalls("unauthorized")],
  "takes a stream that its vendor does not find for gone: no status, no key, nothing to end": [
    withVendor("not-found", () => ({ getStreamStatus: async () => fail("not-found") })),
    withVendor("not-found", () => ({ endLiveStream: async () => fail("not-found") })),
  ],
  "calls no stream ended while its vendor reports a conflict, and ends it afterwards": [
    withVendor("conflict", () => ({
      endLiveStream: async () => ({ state: "ended", viewersOff: true, retryAfterMs: 0 }),
    })),
  ],
  "says rate-limited when its vendor's quota is used up, and that a repetition is safe": [
    miscalls("vendor-unavailable"),
  ],
  "hands on its vendor's hint of when to come back": [miscalls("rate-limited")],
  "says vendor-unavailable for a fault of its vendor, and goes on once that is over": [
    miscalls("internal"),
    // It never asks again.
    (provider) => {
      let isGivenUp = false;
      return {
        getStreamStatus: async (handle, call) => {
          if (isGivenUp) fail("vendor-unavailable");
          return provider.getStreamStatus(handle, call).catch((thrown: unknown) => {
            isGivenUp = true;
            throw thrown;
          });
        },
      };
    },
  ],
  "says timeout when no answer comes by the deadline, and aborted when it is cancelled meanwhile": [
    withVendor("no-answer", (provider) => ({
      getStreamStatus: (handle, call) => provider.getStreamStatus(handle, call).catch(() => fail("aborted")),
    })),
    withVendor("no-answer", (provider) => ({
      endLiveStream: (handle, end, call) => provider.endLiveStream(handle, end, call).catch(() => fail("timeout")),
    })),
  ],
  "makes one stream though the answer to its creation was lost and its process died": [renumbering()],
  "finds the stream of its numbers in another process, where it can look, and makes none": [
    () => ({ findLiveStream: async () => null }),
    alwaysFound,
  ],
  "has a dead old key and a new one to read though the answer to its rotation was lost": [
    (provider) => ({ rotateStreamKey: (handle, call) => provider.getStreamKey(handle, call) }),
  ],
  "can read a key after a rotation that was interrupted half-way, and it is not the old one": [
    withVendor("lost-answer", () => ({ rotateStreamKey: async () => fail("connection-lost") })),
    (provider, _world, vendor) => ({
      getStreamKey: async (handle, call) =>
        vendor.fault === null ? provider.getStreamKey(handle, call) : fail("not-found"),
    }),
  ],
  "ends though the answer to its end was lost": [
    withVendor("lost-answer", () => ({ endLiveStream: async () => fail("connection-lost") })),
    withVendor("lost-answer", () => ({
      endLiveStream: async () => ({ state: "ended", viewersOff: true, retryAfterMs: 0 }),
    })),
  ],
  "takes an answer that breaks off for no answer, and makes nothing twice because of it": [
    miscalls("internal"),
    renumbering(),
  ],
  "takes a state that it has never heard of for unknown, not for an absence": [
    withVendor("unknown-value", (provider) => ({
      getStreamStatus: async (handle, call) => ({ ...(await provider.getStreamStatus(handle, call)), ingest: "idle" }),
    })),
    withVendor("unknown-value", () => ({ getStreamStatus: async () => fail("unexpected-response") })),
  ],
  "is not disturbed by fields that it has never heard of": [
    withVendor("extra-fields", () => ({ createLiveStream: async () => fail("unexpected-response") })),
    withVendor("extra-fields", () => ({ endLiveStream: async () => fail("unexpected-response") })),
  ],
  "reads a webhook about a stream as hints that name it by what its handle holds": [
    withHints(() => ({ vendorRef: "another-stream" })),
    () => ({ parseWebhook: async () => [] }),
  ],
  "reads a webhook that is delivered twice as the same hints, and another one as others": [
    withHints((_hint, count) => ({ id: `delivery-${count}` })),
    withHints(() => ({ id: "always-the-same" })),
  ],
  "dates the evidence of webhooks by when things happened, in whatever order they come": [
    (provider, world, vendor) =>
      withHints((hint) => evidenceOf(hint, { observedAt: world.clock.now().toISOString() }))(provider, world, vendor),
  ],
  "refuses a webhook of yesterday, or takes no evidence from it": [
    withHints((hint) => evidenceOf(hint, { expiresAt: "2100-01-01T00:00:00.000Z" })),
  ],
  "refuses a webhook that was signed with another secret": [
    (provider) => ({ parseWebhook: (request) => provider.parseWebhook(request).catch(() => []) }),
  ],
};
