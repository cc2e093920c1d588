import type { Hint, RawWebhook } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { expect, it, onTestFinished } from "vitest";
import { liveOn, muxBench, webhookSecret } from "../../test/mux-bench.js";
import { signedWebhook } from "../../test/mux-subject.js";
import { mux } from "../index.js";
import { passthroughOf } from "../stream/passthrough.js";

function reader(secret = webhookSecret) {
  const clock = createVirtualClock({ start: new Date(1_800_000_000_000) });
  const platform = mux({ tokenId: "id", tokenSecret: "token-secret", webhookSecret: secret, clock });
  onTestFinished(() => platform.close());
  const read = async (webhook: RawWebhook): Promise<Hint[]> => (await platform.parseWebhook?.(webhook)) ?? [];
  return { clock, platform, read };
}

const rejected = { code: "webhook-rejected" };

it("accepts the fact sheet's own signature, and no other body with it", async () => {
  const { clock, read } = reader("whsec-test-1");
  const text = '{"type":"video.live_stream.active","id":"evt_1","data":{"id":"ls_1","status":"active"}}';
  const webhook = {
    method: "POST",
    url: "https://shop.example/mux",
    headers: { "mux-signature": "t=1800000000,v1=2dd0770cb587f5264cf1f0cd2f9c122444e91f145d56bccd2009c0ade42e6b90" },
    body: new TextEncoder().encode(text),
    receivedAt: clock.now(),
  };
  expect(await read(webhook)).toMatchObject([{ id: "evt_1", provider: "mux", vendorRef: "ls_1" }]);
  const changed = { ...webhook, body: new TextEncoder().encode(`${text} `) };
  await expect(read(changed)).rejects.toMatchObject(rejected);
  const rotating = { "mux-signature": `${webhook.headers["mux-signature"].replace("v1=", "v1=00,v1=")}` };
  expect(await read({ ...webhook, headers: rotating })).toHaveLength(1);
});

it.each([
  [300, true],
  [301, false],
  [-300, true],
  [-301, false],
])("takes a signature of %i seconds ago: %s", async (agoSeconds, isTaken) => {
  const { clock, read } = reader();
  const webhook = signedWebhook(clock, { type: "video.live_stream.idle", data: { id: "ls" } }, { agoSeconds });
  if (isTaken) expect(await read(webhook)).toHaveLength(1);
  else await expect(read(webhook)).rejects.toMatchObject(rejected);
});

it.each([
  ["connected", true],
  ["active", true],
  ["disconnected", false],
  ["idle", false],
  ["disabled", false],
  ["updated", null],
  ["unheard_of", null],
])("reads %s as evidence of the ingest: %s", async (name, value) => {
  const { clock, read } = reader();
  const webhook = signedWebhook(clock, { type: `video.live_stream.${name}`, data: { id: "ls" } });
  const [hint] = await read(webhook);
  const observedAt = clock.now().toISOString();
  const expiresAt = new Date(clock.now().getTime() + 60_000).toISOString();
  const evidence = { condition: "IngestReceiving", value, reason: `live-stream-${name}`, observedAt, expiresAt };
  expect(hint?.evidence).toEqual(value === null ? undefined : evidence);
});

it("finds a partial handle by its passthrough when the stream's creation is told", async () => {
  const { clock, read } = reader();
  const passthrough = passthroughOf({ namespace: "shop", channelId: "show-42", streamIncarnation: 1 });
  const data = { id: "ls", passthrough, latency_mode: "standard", playback_ids: [{ id: "pb", policy: "signed" }] };
  const [hint] = await read(signedWebhook(clock, { type: "video.live_stream.created", data }));
  expect(hint).toMatchObject({
    vendorRef: passthrough,
    handlePatch: { data: { liveStreamId: "ls", access: "signed" } },
  });
  const foreign = signedWebhook(clock, { type: "video.live_stream.created", data: { id: "ls", passthrough: "mine" } });
  expect((await read(foreign))[0]).toMatchObject({ vendorRef: "ls" });
});

it("has no hints for targets, uploads and what is new", async () => {
  const { clock, read } = reader();
  const events = ["video.live_stream.simulcast_target.idle", "video.asset.ready", "video.upload.created", "drm.new"];
  for (const type of events) expect(await read(signedWebhook(clock, { type, data: { id: "x" } }))).toEqual([]);
});

it.each(["duplicated", "reordered"] as const)("is told the truth by webhooks that come %s", async (kind) => {
  const bench = muxBench();
  bench.simulator.setWebhookMode({ kind });
  const { platform, clock, simulator, hints } = bench;
  const { handle, encoder, endpoint, call } = await liveOn(bench);
  encoder.stop();
  await clock.advance(2_000);
  simulator.connectEncoder(endpoint.streamKey.reveal());
  await clock.advance(10_000);
  expect((await platform.getStreamStatus(handle, call)).ingest).toBe("receiving");
  const ids = hints.map(({ id }) => id);
  expect(ids.length / new Set(ids).size).toBe(kind === "duplicated" ? 2 : 1);
  const dates = hints.flatMap(({ evidence }) => (evidence ? [evidence.observedAt] : []));
  expect(dates.join() === [...dates].sort().join()).toBe(kind === "duplicated");
});

it("does not call a recording live again when the news that it is over came first", async () => {
  const bench = muxBench();
  const { platform, clock, simulator } = bench;
  const { handle, encoder } = await liveOn(bench);
  const kinds = async () =>
    (await platform.getPlaybackUrl(handle, { purpose: "view" })).variants.map(({ kind }) => kind);
  expect(await kinds()).toEqual(["dvr"]);
  encoder.stop();
  await clock.advance(61_000);
  expect(await kinds()).toEqual(["vod"]);
  const playback_ids = [{ id: "pb", policy: "public" }];
  const live_stream_id = handle.data.liveStreamId;
  const data = { id: simulator.assetIds()[0], live_stream_id, is_live: true, playback_ids };
  await platform.parseWebhook?.(signedWebhook(clock, { type: "video.asset.ready", data }));
  expect(await kinds()).toEqual(["vod"]);
});

it("takes no old news for new when webhooks come late", async () => {
  const bench = muxBench();
  const { clock, hints } = bench;
  bench.simulator.setWebhookMode({ kind: "late", milliseconds: 120_000 });
  await liveOn(bench);
  await clock.advance(130_000);
  const evidence = hints.flatMap((hint) => (hint.evidence ? [hint.evidence] : []));
  expect(evidence.length).toBeGreaterThan(0);
  // What the simulator signs late says itself when it happened.
  expect(evidence.every(({ expiresAt }) => Date.parse(expiresAt) <= clock.now().getTime())).toBe(true);
});
