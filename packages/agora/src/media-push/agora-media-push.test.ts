import { defaultEncodeSettings, type RelayChange } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { notificationRequest } from "../../../../test/support/agora-notification.js";
import { channel, mediaPushBench, newIngest, notificationSecret, relaySpec } from "../../test/media-push-bench.js";
import { type AgoraMediaPushOptions, agoraMediaPush } from "../index.js";

describe("updateRelay", () => {
  async function started(options: AgoraMediaPushOptions = {}) {
    const bench = mediaPushBench(options);
    const handle = await bench.provider.startRelay(relaySpec(), effectContext());
    const update = async (change: RelayChange, from = handle) => {
      const updated = await bench.drive(
        bench.provider.updateRelay?.(from, change, effectContext()) ?? Promise.reject(new Error("cannot update")),
      );
      return updated;
    };
    return { bench, handle, update };
  }

  it.each([{}, { assumeCodec: "h264" } as const])("changes the destination while it runs (%j)", async (options) => {
    const { bench, handle, update } = await started(options);
    const ingest = newIngest();
    const updated = await update({ ingest });
    expect(bench.pushesTo(ingest)).toBe(true);
    expect(bench.running()).toHaveLength(1);
    expect(updated.data.converterId).toBe(handle.data.converterId);
    await bench.close();
  });

  it("changes the layout, with the hosts of now", async () => {
    const { bench, update } = await started();
    bench.simulator.setPublishers(channel, [{ uid: 7 }, { uid: 8 }]);
    await update({ layout: "side-by-side" });
    expect(bench.requests().slice(-2)).toEqual(["listUsers", "updateConverter"]);
    await bench.close();
  });

  it("changes the hosts to those that it is given, and needs the layout for that", async () => {
    const { bench, update } = await started();
    const hosts = [7, 9].map((uid) => ({ uid, videoCodec: null }));
    const source = { source: { kind: "agora", channel }, hosts } as const;
    await expect(update({ source })).rejects.toMatchObject({ code: "invalid-options", field: "layout" });
    expect(bench.requests().slice(1)).toEqual([]);
    await update({ source, layout: "side-by-side" });
    expect(bench.requests().slice(1)).toEqual(["updateConverter"]);
    await bench.close();
  });

  it("sends sequences that grow, also when a handle was lost", async () => {
    const { bench, handle, update } = await started();
    const first = await update({ ingest: newIngest() });
    const second = await update({ ingest: newIngest() }, first);
    expect(Number(second.data.sequence)).toBe(Number(first.data.sequence) + 1);
    await bench.clock.advance(5000);
    const ingest = newIngest();
    const third = await update({ ingest }, handle);
    expect(Number(third.data.sequence)).toBeGreaterThan(Number(second.data.sequence));
    expect(bench.pushesTo(ingest)).toBe(true);
    await bench.close();
  });

  it("stores the sequence before it is sent", async () => {
    const { bench, handle } = await started();
    const checkpoint = async (): Promise<void> => {
      throw new Error("stopped here");
    };
    const before = bench.requests().length;
    const call = bench.provider.updateRelay?.(handle, { ingest: newIngest() }, effectContext({ checkpoint }));
    await expect(call).rejects.toThrow("stopped here");
    expect(bench.requests()).toHaveLength(before);
    await bench.close();
  });

  it("says what has to be started anew", async () => {
    const raw = await started({ assumeCodec: "h264" });
    await expect(raw.update({ layout: "vertical" })).rejects.toMatchObject({ code: "conflict", retry: "never" });
    await raw.bench.close();
    const { bench, handle, update } = await started();
    bench.simulator.destroyConverter(String(handle.data.converterId));
    await expect(update({ ingest: newIngest() })).rejects.toMatchObject({ code: "not-found" });
    expect(await update({})).toEqual(handle);
    await bench.close();
  });
});

describe("preflight", () => {
  const codes = async (bench: ReturnType<typeof mediaPushBench>, change: object = {}) => {
    const { ingest: _, ...spec } = relaySpec(change);
    const findings = await bench.drive(bench.provider.preflight?.(spec, effectContext()) ?? Promise.resolve([]));
    return findings.map(({ severity, code }) => `${severity} ${code}`);
  };

  it("says ok to what would work", async () => {
    const bench = mediaPushBench();
    expect(await codes(bench)).toEqual(["ok credentials", "ok encoding", "ok quota-default"]);
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("names what would fail", async () => {
    const refused = mediaPushBench({ customerSecret: "wrong-secret" });
    expect(await codes(refused)).toContain("error unauthorized");
    await refused.close();
    const empty = mediaPushBench();
    empty.simulator.setPublisher(channel, null);
    const source = { source: { kind: "agora", channel }, hosts: [] };
    expect(await codes(empty, { source })).toContain("warning source-unreadable");
    const output = { ...defaultEncodeSettings, width: 3840, height: 2160 };
    expect(await codes(empty, { output })).toEqual(
      expect.arrayContaining(["warning output-reduced", "warning quota-full-hd"]),
    );
    await empty.close();
  });
});

describe("parseWebhook", () => {
  it("completes a handle of which only the name was stored", async () => {
    const bench = mediaPushBench();
    const handle = await bench.provider.startRelay(relaySpec(), effectContext());
    const { converterId, name, sequence: _, ...data } = handle.data;
    const transcodeOptions = { rtcChannel: channel };
    const converter = {
      id: converterId,
      name,
      transcodeOptions,
      state: "connecting",
      rtmpUrl: "rtmp://a.example/b/key1",
    };
    const notice = { noticeId: "n-1", productId: 5, eventType: 1, notifyMs: 1, payload: { converter } };
    const hints = await bench.provider.parseWebhook?.(notificationRequest(notificationSecret, notice));
    expect(hints).toMatchObject([{ id: "n-1", provider: "agora-media-push", vendorRef: name }]);
    const patch = hints?.[0]?.handlePatch;
    expect({ ...data, ...patch?.data }).toMatchObject({ ...data, name, converterId });
    expect(JSON.stringify(hints)).not.toContain("key1");
    await bench.close();
  });

  it("is there only with a secret", async () => {
    const bench = mediaPushBench({ notificationSecret: undefined });
    expect(bench.provider.parseWebhook).toBeUndefined();
    await bench.close();
  });
});

describe("agoraMediaPush()", () => {
  const credentials = { appId: "a", customerId: "c", customerSecret: "s" };

  it("declares what Agora says of Media Push", () => {
    const { kind, id, capabilities } = agoraMediaPush({ ...credentials, region: "eu", id: "second-account" });
    expect({ kind, id }).toEqual({ kind: "agora-media-push", id: "second-account" });
    expect(capabilities).toEqual({
      locality: "cloud",
      sources: ["agora"],
      idempotentStart: true,
      canList: true,
      canUpdate: true,
      absenceProofSeconds: 120,
      maxSessionSeconds: null,
      maxConcurrent: null,
      requires: [],
      billing: "agora-media-push",
    });
  });

  it("needs a region, from the option or the environment, and says what it is for", () => {
    const before = process.env.AGORA_MEDIA_PUSH_REGION;
    delete process.env.AGORA_MEDIA_PUSH_REGION;
    try {
      expect(() => agoraMediaPush(credentials)).toThrow(/AGORA_MEDIA_PUSH_REGION/);
      process.env.AGORA_MEDIA_PUSH_REGION = "mars";
      expect(() => agoraMediaPush(credentials)).toThrow(/na, eu, ap, cn/);
      process.env.AGORA_MEDIA_PUSH_REGION = "ap";
      expect(() => agoraMediaPush(credentials)).not.toThrow();
    } finally {
      if (before === undefined) delete process.env.AGORA_MEDIA_PUSH_REGION;
      else process.env.AGORA_MEDIA_PUSH_REGION = before;
    }
  });

  it.each<[string, object]>([
    ["region", { region: "us" }],
    ["regionHintIp", { regionHintIp: "ingest.example" }],
    ["idleTimeoutSeconds", { idleTimeoutSeconds: 1 }],
    ["assumeCodec", { assumeCodec: "vp8" }],
    ["placeholderImageUrl", { placeholderImageUrl: "away.png" }],
    ["idleTimeOut", { idleTimeOut: 300 }],
  ])("refuses a wrong %s by name", (field, options) => {
    const make = () => agoraMediaPush({ ...credentials, region: "na", ...options });
    expect(make).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });
});
