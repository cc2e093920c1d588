import type { RtcSource } from "@hybrid-stream/spec";
import { createVirtualClock, effectContext } from "@hybrid-stream/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { notificationRequest } from "../../../../test/support/agora-notification.js";
import { collectLog } from "../../test/collect-log.js";
import { decodeRtcToken, signRtcToken } from "../../test/decode-rtc-token.js";
import { type AgoraSimulator, createAgoraSimulator } from "../simulator.js";
import { type AgoraRtcOptions, agora } from "./agora.js";
import { isReservedUid, randomReservedUid, reservedUids } from "./reserved-uids.js";

const appCertificate = "5CFd2fd1755d40ecb72977518be15d3b";
const source = { kind: "agora", channel: "show" } as const;
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

function bench(options: AgoraRtcOptions = {}) {
  const clock = createVirtualClock();
  const simulator: AgoraSimulator = createAgoraSimulator({ clock, customerId: `customer-${crypto.randomUUID()}` });
  const { fetch, credentials } = simulator;
  const rtc = agora({ ...credentials, appCertificate, fetch, clock, ...options });
  closing.push(
    () => rtc.close(),
    () => simulator.close(),
  );
  const asked = () => simulator.requests().filter(({ operation }) => operation === "listUsers").length;
  return { clock, simulator, rtc, asked };
}

/** A source whose user list is answered with this. */
function answering(data: unknown, top: object = { success: true }): RtcSource {
  const fetch = async () => Response.json({ ...top, data });
  return bench({ fetch }).rtc;
}

describe("observeSource", () => {
  it("tells the publisher, the hosts and the audience", async () => {
    const { simulator, rtc, clock } = bench();
    simulator.setPublishers("show", [{ uid: 7 }, { uid: 8 }]);
    simulator.setAudience("show", 12);
    expect(await rtc.observeSource(source, effectContext())).toEqual({
      publisher: "present",
      hosts: [
        { uid: 7, videoCodec: null },
        { uid: 8, videoCodec: null },
      ],
      audience: { value: 12, method: "exact", observedAt: clock.now().toISOString() },
      observedAt: clock.now(),
    });
  });

  it("says absent of a channel that is not there, and of one with an audience alone", async () => {
    const { simulator, rtc } = bench();
    expect(await rtc.observeSource(source, effectContext())).toMatchObject({ publisher: "absent", hosts: [] });
    simulator.setAudience("other", 3);
    const other = await rtc.observeSource({ kind: "agora", channel: "other" }, effectContext());
    expect(other).toMatchObject({ publisher: "absent", audience: { value: 3 } });
  });

  it("takes uids as digits in strings, counts users with text accounts, and leaves ourselves out", async () => {
    const ours = randomReservedUid();
    const rtc = answering({
      channel_exist: true,
      mode: "2",
      broadcasters: ["7", 8, ours, "seller@shop"],
      audience: [String(ours), 21, 22],
      audience_total: "3",
    });
    expect(await rtc.observeSource(source, effectContext())).toMatchObject({
      publisher: "present",
      hosts: [{ uid: 7 }, { uid: 8 }],
      audience: { value: 2 },
    });
  });

  it("knows of a publisher that has a text account, although no relay could name it", async () => {
    const rtc = answering({ channel_exist: true, mode: 2, broadcasters: ["seller"], audience: [], audience_total: 0 });
    expect(await rtc.observeSource(source, effectContext())).toMatchObject({ publisher: "present", hosts: [] });
  });

  it("takes everybody in a communication channel for a possible host, and tells no audience", async () => {
    const { simulator, rtc } = bench();
    simulator.setProfile("show", "communication");
    simulator.setPublisher("show", 7);
    expect(await rtc.observeSource(source, effectContext())).toMatchObject({
      publisher: "present",
      hosts: [{ uid: 7 }],
      audience: null,
    });
  });

  it.each<[string, unknown, object]>([
    ["no data", undefined, { success: true }],
    ["no word on whether it exists", { mode: 2 }, { success: true }],
    ["success false", { channel_exist: true, broadcasters: [] }, { success: false }],
  ])("%s is an error, not an absence", async (_, data, top) => {
    const rtc = answering(data, top);
    await expect(rtc.observeSource(source, effectContext())).rejects.toMatchObject({
      code: "unexpected-response",
      provider: "agora",
    });
  });

  it("asks once for all that want to know within two seconds", async () => {
    const { simulator, rtc, clock, asked } = bench();
    simulator.setPublisher("show", 7);
    await Promise.all(Array.from({ length: 20 }, () => rtc.observeSource(source, effectContext())));
    await clock.advance(1999);
    await rtc.observeSource(source, effectContext());
    expect(asked()).toBe(1);
    await clock.advance(1);
    await rtc.observeSource(source, effectContext());
    expect(asked()).toBe(2);
  });

  it("lets one caller give up without ending it for the others", async () => {
    const { simulator, rtc } = bench();
    simulator.setPublisher("show", 7);
    const hurried = new AbortController();
    const first = rtc.observeSource(source, effectContext({ signal: hurried.signal }));
    const second = rtc.observeSource(source, effectContext());
    hurried.abort();
    await expect(first).rejects.toMatchObject({ code: "aborted", provider: "agora" });
    expect(await second).toMatchObject({ publisher: "present" });
    await expect(rtc.observeSource(source, effectContext({ signal: hurried.signal }))).rejects.toMatchObject({
      code: "aborted",
    });
  });

  it("does not keep a failure", async () => {
    const { simulator, rtc } = bench();
    simulator.faults.add({ kind: "status", status: 403, body: { reason: "no permission" } });
    await expect(rtc.observeSource(source, effectContext())).rejects.toMatchObject({ code: "forbidden" });
    expect(await rtc.observeSource(source, effectContext())).toMatchObject({ publisher: "absent" });
  });

  it("keeps within the quota when 200 channels are polled every 20 s", async () => {
    const { simulator, rtc, clock } = bench();
    for (let round = 0; round < 3; round += 1) {
      const calls = Array.from({ length: 200 }, (_, index) =>
        rtc.observeSource({ kind: "agora", channel: `show-${index}` }, effectContext()).then(() => true),
      );
      // The client's own deadline: those that are further back in the queue ask again next time.
      const settled = Promise.allSettled(calls);
      await clock.advance(20_000);
      await settled;
    }
    expect(simulator.requests().filter(({ status }) => status === 429)).toEqual([]);
    expect(simulator.requests().length).toBeGreaterThan(300);
  });

  it("lets answers serve longer where many channels are asked about, so that nobody waits in vain", async () => {
    const { simulator, rtc, clock } = bench();
    const seconds = 120;
    const failed: number[] = [];
    let oldestMs = 0;
    const look = async (channel: string): Promise<void> => {
      try {
        const { observedAt } = await rtc.observeSource({ kind: "agora", channel }, effectContext());
        oldestMs = Math.max(oldestMs, clock.now().getTime() - observedAt.getTime());
      } catch {
        failed.push(clock.monotonic());
      }
    };
    const asked: Promise<void>[] = [];
    for (let second = 0; second < seconds; second += 1) {
      // 200 channels, each every 5 s: twice as much as the quota allows.
      for (let index = second % 5; index < 200; index += 5) asked.push(look(`show-${index}`));
      await clock.advance(1000);
    }
    await clock.advance(20_000);
    await Promise.all(asked);
    expect(simulator.requests().filter(({ status }) => status === 429)).toEqual([]);
    expect(simulator.requests().length / seconds).toBeLessThan(14);
    // Only while nothing is known yet.
    expect(failed.filter((at) => at > 30_000)).toEqual([]);
    expect(oldestMs).toBeLessThan(20_000);
  });

  it("refuses a source of another kind", async () => {
    const call = bench().rtc.observeSource({ kind: "encoder" }, effectContext());
    await expect(call).rejects.toMatchObject({ code: "invalid-options", field: "source", provider: "agora" });
  });
});

describe("issueViewerGrant", () => {
  it("is a subscriber's token for one channel and one uid outside the reserved range", async () => {
    const { rtc, clock, simulator } = bench();
    const grant = await rtc.issueViewerGrant(source, { expiresInSeconds: 600 });
    const decoded = decodeRtcToken(grant.token);
    expect(decoded).toMatchObject({ channel: "show", uid: String(grant.uid), privileges: { 1: 600 } });
    expect(signRtcToken(decoded, appCertificate)).toBe(decoded.signatureHex);
    expect(grant).toMatchObject({ appId: simulator.credentials.appId, channel: "show" });
    expect(grant.expiresAt.getTime() - clock.now().getTime()).toBe(600_000);
    expect(isReservedUid(grant.uid)).toBe(false);
    expect(simulator.requests()).toEqual([]);
  });

  it("is renewed by asking again for the same uid", async () => {
    const { rtc } = bench();
    const first = await rtc.issueViewerGrant(source, { uid: 42 });
    const second = await rtc.issueViewerGrant(source, { uid: first.uid });
    expect(second.uid).toBe(42);
    expect(decodeRtcToken(second.token)).toMatchObject({ uid: "42", expiresInSeconds: 3600 });
  });

  it.each<[string, { uid?: number; expiresInSeconds?: number }]>([
    ["uid", { uid: reservedUids.first }],
    ["uid", { uid: reservedUids.last }],
    ["uid", { uid: 0 }],
    ["expiresInSeconds", { expiresInSeconds: 86_401 }],
  ])("refuses a wrong %s", async (field, viewer) => {
    const call = bench().rtc.issueViewerGrant(source, viewer);
    await expect(call).rejects.toMatchObject({ code: "invalid-options", field });
  });
});

describe("agora()", () => {
  it("takes notifications only with a secret, and then verifies them", async () => {
    expect(bench().rtc.parseWebhook).toBeUndefined();
    const { rtc } = bench({ notificationSecret: "of-rtc" });
    const sample = { noticeId: "n", productId: 1, eventType: 103, notifyMs: 1, payload: { channelName: "show" } };
    expect(await rtc.parseWebhook?.(notificationRequest("of-rtc", sample))).toEqual([]);
    await expect(rtc.parseWebhook?.(notificationRequest("other", sample))).rejects.toMatchObject({
      code: "webhook-rejected",
    });
  });

  it("needs the certificate, and says where it looks for it", () => {
    const make = () => agora({ appId: "a", customerId: "c", customerSecret: "s" });
    expect(make).toThrow(/AGORA_APP_CERTIFICATE/);
    expect(() => agora({ appID: "a" } as object)).toThrow(expect.objectContaining({ field: "appID" }));
  });

  it("shows no secret of its own", async () => {
    const { logger, lines } = collectLog();
    const { rtc, simulator } = bench({ logger });
    const error = await rtc.issueViewerGrant(source, { uid: 0 }).catch((thrown: unknown) => thrown);
    await rtc.observeSource(source, effectContext({ logger }));
    const shown = `${lines.join()} ${JSON.stringify(error)} ${JSON.stringify(rtc)}`;
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [appCertificate, simulator.credentials.customerSecret]) expect(shown).not.toContain(secret);
  });
});
