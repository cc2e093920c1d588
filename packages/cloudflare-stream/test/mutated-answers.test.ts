import { inspect } from "node:util";
import { HybridStreamError, Secret } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import {
  type AskedRequest,
  mutatedBody,
  pick,
  type Random,
  readMutatedAnswers,
  seededRandom,
  type Told,
} from "../../../test/support/mutated-answers.js";
import { cloudflareStream } from "../src/index.js";
import { notification, videoWebhook } from "./webhooks.js";

const seed = Number(process.env.MUTATION_SEED ?? 20_261_124);
const total = Number(process.env.MUTATIONS ?? 100_000);
const apiToken = "api-token-value-0123456789";
const streamKey = "stream-key-value-0123456789";
const passphrase = "passphrase-value-0123456789";
const whip = "whip-secret-value-0123456789";
const outputKey = "output-key-value-0123456789";
const keyMaterial = "key-material-value-0123456789";
const secrets = [apiToken, streamKey, passphrase, whip, outputKey, keyMaterial];
const inputId = "0a6c8c72a460f78dc6aa3a5ab1f2f4b1";
const videoId = "6b9e68b07dfee8cc2d116e4c51d6a957";
const accountId = "0123456789abcdef0123456789abcdef";
const spec = { access: "public", recording: true, latency: "low", continuityWindowSeconds: 60 } as const;

const video = {
  uid: videoId,
  created: "2026-01-01T00:00:00.123456Z",
  liveInput: inputId,
  duration: 12.5,
  readyToStream: true,
  status: { state: "ready", pctComplete: "100.000000" },
};
const input = {
  uid: inputId,
  created: "2026-01-01T00:00:00.123456Z",
  modified: "2026-01-01T00:00:00.123456Z",
  enabled: true,
  preferLowLatency: true,
  deleteRecordingAfterDays: 30,
  meta: {
    name: "testkit/testkit-channel",
    hybridStreamNamespace: "testkit",
    hybridStreamChannel: "testkit-channel",
    hybridStreamIncarnation: "1",
  },
  recording: { mode: "automatic", timeoutSeconds: 60, requireSignedURLs: false, allowedOrigins: null },
  rtmps: { url: "rtmps://live.cloudflare.com:443/live/", streamKey },
  srt: { url: "srt://live.cloudflare.com:778", streamId: `s${passphrase}`, passphrase },
  webRTC: { url: `https://customer-abc123.cloudflarestream.com/${whip}/webRTC/publish` },
  playback: { hls: `https://customer-abc123.cloudflarestream.com/${inputId}/manifest/video.m3u8` },
  status: { current: { state: "connected", reason: null, statusEnteredAt: "2026-01-01T00:00:00Z" } },
};

/** What Cloudflare would answer, were it well. */
function rightAnswer({ method, path }: AskedRequest): unknown {
  const enveloped = (result: unknown, beside: object = {}) => ({
    success: true,
    errors: [],
    messages: [],
    result,
    ...beside,
  });
  if (path.endsWith("/lifecycle")) return { isInput: true, videoUID: videoId, live: true };
  if (path.endsWith("/views")) return { liveViewers: 113 };
  if (path.endsWith("/graphql"))
    return { data: { viewer: { accounts: [{ v0: [{ sum: { minutesViewed: 12 } }], v1: [] }] } }, errors: null };
  if (path.endsWith("/storage-usage")) return enveloped({ totalStorageMinutes: 10, totalStorageMinutesLimit: 1000 });
  if (path.endsWith("/keys"))
    return method === "GET"
      ? enveloped([{ id: "key-1" }])
      : enveloped({ id: "key-1", jwk: keyMaterial, pem: keyMaterial });
  if (path.endsWith("/outputs")) {
    const output = { uid: "output-1", url: "rtmp://a.example/live", streamKey: outputKey, enabled: true };
    return enveloped(method === "GET" ? [output] : output);
  }
  if (path.endsWith("/videos")) return enveloped([video]);
  if (path.endsWith("/stream")) return enveloped([{ ...video, status: { state: "live-inprogress" } }], { total: "1" });
  if (path.endsWith("/live_inputs") && method === "GET")
    return enveloped({ liveInputs: [{ uid: inputId, meta: input.meta, enabled: true }], total: 1 });
  if (method === "DELETE") return {};
  return enveloped(input);
}

/** Quotes what the request held. */
function errorAnswer({ path, method }: AskedRequest, random: Random): unknown {
  const code = pick(random, [10_000, 10_003, 7003, 10_046, 10_060, 10_429]);
  const quoted = path.endsWith("/outputs") && method === "POST" ? ` ${outputKey}` : "";
  return { success: false, errors: [{ code, message: `no right for Bearer ${apiToken}${quoted}` }], result: null };
}

const handle = {
  provider: "cloudflare-stream",
  version: 1,
  data: { inputId, access: "public", lowLatency: true, customerCode: "abc123" },
};
const has = ({ texts }: Told, word: string): boolean => texts.some((text) => text.includes(word));

describe("answers that nobody promised", () => {
  it(`are read rightly or refused with a typed error, ${total} of them (seed ${seed})`, {
    timeout: 900_000,
  }, async () => {
    const report = await readMutatedAnswers({
      seed,
      total,
      secrets,
      providers: ["cloudflare-stream"],
      rightAnswer,
      errorAnswer,
      open: ({ clock: shared, fetch, logger, told }) => {
        // A quota is counted by token and clock. The token is the one that the vendor quotes, so the clock is new.
        const clock = { ...shared };
        const platform = cloudflareStream({
          accountId,
          apiToken,
          clock,
          fetch,
          logger,
        });
        const call = () => effectContext({ logger });
        const { liveInputs, outputs, videos, signingKeys } = platform;
        const endpointOf = async (ask: () => ReturnType<typeof platform.getStreamKey>) => {
          const endpoint = await ask();
          expect(endpoint.url).toMatch(/^rtmps?:\/\/.*[^/]$/);
          expect(endpoint.keyId).toMatch(/^[0-9a-f]{16}$/);
          expect(has(told(), "streamKey")).toBe(true);
          return endpoint;
        };
        return {
          close: () => platform.close(),
          calls: [
            async () => {
              const stream = await platform.createLiveStream(spec, call());
              expect(stream.handle.data.inputId).toMatch(/^[\w-]{1,64}$/);
              expect(has(told(), "automatic")).toBe(true);
              return stream;
            },
            () => endpointOf(() => platform.getStreamKey(handle, call())),
            () => endpointOf(() => platform.rotateStreamKey(handle, call())),
            async () => {
              const status = await platform.getStreamStatus(handle, call());
              if (status.ingest === "receiving") expect(has(told(), "connected")).toBe(true);
              if (!status.exists) expect(told().statuses).toContain(404);
              return status;
            },
            async () => {
              const statuses = await platform.getStreamStatuses([handle, handle], call());
              expect(statuses).toHaveLength(2);
              for (const { exists, ingest } of statuses) {
                if (ingest === "receiving") expect(has(told(), "live")).toBe(true);
                if (!exists) expect(told().statuses).toContain(404);
              }
              return statuses;
            },
            async () => {
              const range = { from: new Date(clock.now().getTime() - 3_600_000), to: clock.now() };
              const analytics = await platform.getStreamAnalytics(handle, range, call());
              expect(analytics.minutesDelivered ?? 0).toBeGreaterThanOrEqual(0);
              return analytics;
            },
            async () => {
              const receipt = await platform.endLiveStream(
                handle,
                { disposition: "retire", recording: "delete" },
                call(),
              );
              if (receipt.state === "ended") expect(told().statuses.length).toBeGreaterThan(0);
              return receipt;
            },
            () => platform.endLiveStream(handle, { disposition: "reuse", recording: "keep" }, call()),
            async () => {
              const found = await platform.findLiveStream(call());
              if (found !== null) expect(has(told(), "testkit-channel")).toBe(true);
              return found;
            },
            async () => {
              const found = [];
              for await (const each of platform.listLiveStreams(call())) found.push(each);
              return found;
            },
            () => platform.preflight({ ...spec, access: "signed" }, call()),
            () => liveInputs.update(inputId, { recording: { timeoutSeconds: 5 } }, call()),
            () => outputs.list(inputId, call()),
            () => outputs.add(inputId, { url: "rtmp://a.example/live", streamKey: new Secret(outputKey) }, call()),
            () => videos.ofInput(inputId, call()),
            () => signingKeys.create(call()),
            () => signingKeys.list(call()),
            async () => platform.getPlaybackUrl(handle, { purpose: "view" }),
          ],
        };
      },
    });
    expect(report.wrong).toEqual([]);
    expect(report.answers).toBeGreaterThanOrEqual(total);
    expect(report.read).toBeGreaterThan(total / 20);
    for (const code of ["unexpected-response", "vendor-unavailable", "unauthorized", "forbidden", "not-found"]) {
      expect([code, (report.refused[code] ?? 0) > 0]).toEqual([code, true]);
    }
  });

  it("are refused or read where they come as webhooks", async () => {
    const random = seededRandom(seed);
    const notificationSecret = "notification-secret-value-0123";
    const webhookSecret = "webhook-secret-value-0123456789";
    const platform = cloudflareStream({ accountId, apiToken, notificationSecret, webhookSecret });
    const now = new Date();
    const event = {
      inputId,
      event: "errored",
      at: now,
      live_input_errored: { error: { code: "ERR_GOP_OUT_OF_RANGE" } },
    };
    const rightNotification: unknown = JSON.parse(new TextDecoder().decode(notification(event, now).body));
    const outcomes = { read: 0, refused: 0 };
    for (let count = 0; count < 10_000; count += 1) {
      const body = mutatedBody(count % 2 === 0 ? rightNotification : video, random);
      const text = new TextDecoder().decode(body);
      const authentic =
        count % 2 === 0
          ? { ...notification(event, now, notificationSecret), body }
          : { ...videoWebhook({}, now, { secret: webhookSecret }), body };
      // A body of a stranger's under an authentic signature, and bodies that Cloudflare signed itself.
      const signed =
        count % 4 === 1 && Buffer.from(text).equals(body) && isJson(text)
          ? { ...videoWebhook(JSON.parse(text), now, { secret: webhookSecret }) }
          : authentic;
      const outcome: unknown = await platform.parseWebhook(signed).catch((thrown: unknown) => thrown);
      if (Array.isArray(outcome)) outcomes.read += 1;
      else {
        outcomes.refused += 1;
        expect(HybridStreamError.isInstance(outcome) && outcome.code).toBe("webhook-rejected");
      }
      const shown = inspect(outcome, { depth: 9 });
      expect([notificationSecret, webhookSecret].some((secret) => shown.includes(secret))).toBe(false);
    }
    expect(outcomes.read).toBeGreaterThan(500);
    expect(outcomes.refused).toBeGreaterThan(500);
    await platform.close();
  });
});

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object" && JSON.parse(text) !== null;
  } catch {
    return false;
  }
}
