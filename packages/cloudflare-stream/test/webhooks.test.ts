import { readRawWebhook } from "@hybrid-stream/provider-kit";
import { Secret } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { Broadcasts } from "../src/videos/broadcasts.js";
import { readVideoWebhook } from "../src/webhooks/video-webhook.js";
import { notificationSecret, webhookSecret } from "./simulated-platform.js";
import { errorOf, virtualPlatform } from "./virtual-platform.js";
import { notification, videoWebhook } from "./webhooks.js";

describe("notifications", () => {
  it("tell of publishers that come, go and are refused, with evidence that expires a minute after the event", async () => {
    const { platform, clock } = virtualPlatform();
    const now = clock.now();
    const read = async (event: string, more: object = {}) => {
      const [hint] = await platform.parseWebhook(notification({ inputId: "input-1", event, at: now, ...more }, now));
      return hint;
    };
    expect(await read("connected")).toEqual({
      id: `cloudflare-stream:input-1:connected:${now.toISOString().replace("Z", "123456Z")}`,
      provider: "cloudflare-stream",
      vendorRef: "input-1",
      summary: "Cloudflare Stream: live input connected",
      evidence: {
        condition: "IngestReceiving",
        value: true,
        reason: "input-connected",
        observedAt: now.toISOString(),
        expiresAt: new Date(now.getTime() + 60_000).toISOString(),
      },
    });
    expect((await read("disconnected"))?.evidence).toMatchObject({ value: false, reason: "input-disconnected" });
    const errored = await read("errored", { live_input_errored: { error: { code: "ERR_STORAGE_QUOTA_EXHAUSTED" } } });
    expect(errored).toMatchObject({
      summary: "Cloudflare Stream: live input errored, err-storage-quota-exhausted",
      evidence: { value: false, reason: "input-errored-err-storage-quota-exhausted" },
    });
    const tomorrow = await read("hibernating");
    expect(tomorrow).toMatchObject({ vendorRef: "input-1" });
    expect(tomorrow).not.toHaveProperty("evidence");
  });

  it("are taken as a test when they have text alone, and refused with a wrong secret or none", async () => {
    const { platform, clock } = virtualPlatform();
    const test = new Request("https://shop.example/", {
      method: "POST",
      headers: { "cf-webhook-auth": notificationSecret },
      body: JSON.stringify({ text: "Hello World! This is a test message sent from https://cloudflare.com." }),
    });
    expect(await platform.parseWebhook(await readRawWebhook(test, { now: clock.now() }))).toEqual([]);
    const event = { inputId: "input-1", event: "connected", at: clock.now() };
    const forged = platform.parseWebhook(notification(event, clock.now(), "another secret"));
    expect(await errorOf(forged)).toMatchObject({ code: "webhook-rejected" });
    const bare = platform.parseWebhook({ ...notification(event, clock.now()), headers: {} });
    expect(await errorOf(bare)).toMatchObject({ code: "webhook-rejected" });
  });

  it("arrive late, twice and out of order: the same event has the same id, an old one no good evidence", async () => {
    const { platform, simulator, clock, live, received } = listening();
    simulator.setMessageMode({ kind: "duplicated" });
    const { publisher } = await live();
    simulator.setMessageMode({ kind: "late", milliseconds: 120_000 });
    await clock.advance(1000);
    publisher.stop();
    await clock.advance(121_000);
    const hints = (await Promise.all(received.map((webhook) => platform.parseWebhook(webhook)))).flat();
    const ids = hints.map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(2);
    const late = hints.find(({ evidence }) => evidence?.value === false);
    expect(Date.parse(late?.evidence?.expiresAt ?? "")).toBeLessThan(clock.now().getTime());
  });

  it("are what the simulator sends, and a recording that is ready is offered", async () => {
    const { platform, simulator, clock, call, live, received } = listening();
    const { handle, publisher } = await live();
    await clock.advance(5000);
    publisher.stop();
    await clock.advance(60_000);
    const hints = (await Promise.all(received.map((webhook) => platform.parseWebhook(webhook)))).flat();
    expect(hints.map(({ summary }) => summary)).toEqual([
      "Cloudflare Stream: live input connected",
      "Cloudflare Stream: live input disconnected",
      "Cloudflare Stream: recording ready",
    ]);
    expect(hints.every(({ vendorRef }) => vendorRef === platform.inputIdOf(handle))).toBe(true);
    const { variants } = await platform.getPlaybackUrl(handle, { purpose: "view" });
    expect(variants.find(({ kind }) => kind === "vod")?.url).toContain(simulator.videoIds()[0]);
    expect(simulator.messages().map(({ status }) => status)).toEqual([200, 200, 200]);
    const fromQueue = simulator.queueEvents().flatMap((event) => platform.readQueueEvent(event));
    expect(fromQueue.map(({ summary, evidence }) => [summary, evidence?.value])).toEqual([
      ["Cloudflare Stream: live input connected", true],
      ["Cloudflare Stream: live input disconnected, clientdisconnect", false],
    ]);
    await platform.getStreamStatus(handle, call());
  });
});

describe("the Stream webhook", () => {
  it("has the signature of Cloudflare's own form", () => {
    const body = '{"uid":"6b9e68b07dfee8cc2d116e4c51d6a957","readyToStream":true}';
    const signature = "7d173f064d1f00d6d962fcf08be222040cda9457032ee8e8ccfa5387f1e6b16f";
    const webhook = {
      method: "POST",
      url: "https://shop.example/",
      headers: { "webhook-signature": `time=1800000000,sig1=${signature}` },
      body: new TextEncoder().encode(body),
      receivedAt: new Date(1_800_000_000_000),
    };
    const options = { secret: new Secret("whsec-test-1"), provider: "cloudflare-stream", broadcasts: new Broadcasts() };
    // An upload: authentic, and nobody's live stream.
    expect(readVideoWebhook(webhook, options)).toEqual([]);
    const later = { ...webhook, receivedAt: new Date(1_800_000_301_000) };
    expect(() => readVideoWebhook(later, options)).toThrow(/too old/);
    const changed = { ...webhook, body: new TextEncoder().encode(`${body} `) };
    expect(() => readVideoWebhook(changed, options)).toThrow(/does not fit/);
  });

  it.each(["errorReasonCode", "errReasonCode"])("says why a recording failed, under the name %s", async (name) => {
    const { platform, clock } = virtualPlatform();
    const video = { uid: "video-1", liveInput: "input-1", status: { state: "error", [name]: "ERR_NON_VIDEO" } };
    expect(await platform.parseWebhook(videoWebhook(video, clock.now()))).toMatchObject([
      { vendorRef: "input-1", summary: "Cloudflare Stream: recording error, err-non-video" },
    ]);
  });

  it("is refused where no secret is set", async () => {
    const { cloudflareStream } = await import("../src/index.js");
    const platform = cloudflareStream({ accountId: "0123456789abcdef0123456789abcdef", apiToken: "a-token" });
    const now = new Date();
    expect(await errorOf(platform.parseWebhook(videoWebhook({ uid: "video-1" }, now)))).toMatchObject({
      code: "webhook-rejected",
      message: expect.stringContaining("webhookSecret"),
    });
    const event = { inputId: "input-1", event: "connected", at: now };
    expect(await errorOf(platform.parseWebhook(notification(event, now)))).toMatchObject({
      message: expect.stringContaining("notificationSecret"),
    });
    expect(() => platform.readQueueEvent("no event")).toThrow(/no event/);
    expect(platform.readQueueEvent({ type: "cf.r2.object.created" })).toEqual([]);
    await platform.close();
  });
});

/** A platform whose simulator's messages are collected as they arrive. */
function listening() {
  const received: Awaited<ReturnType<typeof readRawWebhook>>[] = [];
  const handler = async (request: Request): Promise<Response> => {
    received.push(await readRawWebhook(request, { now: bench.clock.now() }));
    return new Response(null, { status: 200 });
  };
  const bench = virtualPlatform(
    {},
    { notifications: { secret: notificationSecret, handler }, videoWebhook: { secret: webhookSecret, handler } },
  );
  return { ...bench, received };
}
