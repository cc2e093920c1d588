import { HybridStreamError, Secret } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { notificationRequest } from "../../../../test/support/agora-notification.js";
import { parseAgoraNotification } from "./parse-agora-notification.js";

const secret = "notification-secret";
const receivedAt = new Date("2026-01-01T00:00:10.000Z");
const at = Date.parse("2026-01-01T00:00:05.000Z");

function parse(body: object | string, products: readonly number[] = [3, 5]) {
  const request = notificationRequest(secret, body, receivedAt);
  return parseAgoraNotification({ secret: new Secret(secret), request, products, provider: "agora-test" });
}

const push = (eventType: number, payload: object) => ({
  noticeId: "notice-1",
  productId: 5,
  eventType,
  notifyMs: at + 2000,
  payload,
});
const recording = (eventType: number, details: object, payload: object = {}) => ({
  noticeId: "notice-2",
  productId: 3,
  eventType,
  notifyMs: at,
  payload: { cname: "show", uid: "527841", sid: "sid-1", sequence: 4, sendts: at, serviceType: 6, details, ...payload },
});

it("of Cloud Recording is as old as its event, however late it is delivered once more", () => {
  const [hint] = parse({ ...recording(100, { status: "publishing" }, { sendts: at - 3000 }), notifyMs: at }).hints;
  expect(hint?.evidence?.observedAt).toBe(new Date(at - 3000).toISOString());
  for (const sendts of [at + 60_000, "soon", -1, null]) {
    const [other] = parse(recording(100, { status: "publishing" }, { sendts })).hints;
    expect(other?.evidence?.observedAt).toBe(new Date(at).toISOString());
  }
});

describe("the signature", () => {
  const body =
    '{"eventMs":1560408533119,"eventType":10,"noticeId":"4eb720f0-8da7-11e9-a43e-53f411c2761f","notifyMs":1560408533119,"payload":{"a":"1","b":2},"productId":1}';
  const vector = {
    ...notificationRequest("secret", body, receivedAt),
    headers: { "agora-signature-v2": "6d3320c60b11101395b7fc8f9068748808a0aa1bfa064438e39d1bc2c7d74d99" },
  };
  const read = (request: typeof vector) =>
    parseAgoraNotification({ secret: new Secret("secret"), request, products: [1, 3, 5], provider: "agora-test" });

  it("of the published test vector fits, and its sample is accepted as a product without hints", () => {
    expect(read(vector)).toEqual({
      notification: {
        product: "other",
        noticeId: "4eb720f0-8da7-11e9-a43e-53f411c2761f",
        productId: 1,
        eventType: 10,
        observedAt: new Date(1_560_408_533_119),
      },
      hints: [],
    });
  });

  it("is checked over the raw bytes: the same JSON with other spaces is refused", () => {
    const spaced = { ...vector, body: new TextEncoder().encode(JSON.stringify(JSON.parse(body), null, 1)) };
    expect(() => read(spaced)).toThrow(expect.objectContaining({ code: "webhook-rejected", provider: "agora-test" }));
  });

  it.each<[string, Record<string, string>]>([
    ["is missing", {}],
    ["is the old one alone", { "agora-signature": "033c62f40f687675f17f0f41f91a40c71c0f134c" }],
    ["is empty", { "agora-signature-v2": "" }],
    ["is that of another secret", notificationRequest("other", body).headers],
  ])("that %s is refused", (_, headers) => {
    const attempt = () => read({ ...vector, headers: headers as typeof vector.headers });
    expect(attempt).toThrow(expect.objectContaining({ code: "webhook-rejected" }));
  });

  it("that fits does not make a notification of anything", () => {
    for (const strange of ["", "[]", "null", "{}", '{"noticeId":7}', "<html>", '{"noticeId":"a","productId":"5"}']) {
      expect(() => parse(strange)).toThrow(expect.objectContaining({ code: "webhook-rejected" }));
    }
  });
});

describe("Media Push", () => {
  it("running is evidence, with the time of the event and not of its delivery; lts may be in seconds", () => {
    const { hints } = parse(push(3, { converter: { id: "c-1", state: "running" }, lts: at / 1000 }));
    expect(hints).toEqual([
      {
        id: "notice-1",
        provider: "agora-test",
        vendorRef: "c-1",
        summary: "Media Push: converter state-changed, running",
        evidence: {
          condition: "RelayRunning",
          value: true,
          reason: "converter-running",
          observedAt: "2026-01-01T00:00:05.000Z",
          expiresAt: "2026-01-01T00:01:05.000Z",
        },
      },
    ]);
  });

  it.each<[string, number, object, object | undefined]>([
    ["created", 1, { converter: { id: "c-1", state: "connecting" } }, undefined],
    ["connecting", 3, { converter: { id: "c-1", state: "connecting" } }, undefined],
    ["a state that nobody knows", 3, { converter: { id: "c-1", state: "resting" } }, undefined],
    ["failed", 3, { converter: { id: "c-1", state: "failed" } }, { value: false, reason: "converter-failed" }],
    ["our own deletion", 4, { converter: { id: "c-1" }, destroyReason: "Delete Request" }, undefined],
    [
      "destroyed for idleness",
      4,
      { converter: { id: "c-1" }, destroyReason: "Idle Timeout" },
      { value: false, reason: "converter-destroyed-idle-timeout" },
    ],
    [
      "destroyed, with the reason inside the converter",
      4,
      { converter: { id: "c-1", destroyReason: "Internal Error" } },
      { value: false, reason: "converter-destroyed-internal-error" },
    ],
    ["an event of tomorrow", 99, { converter: { id: "c-1", state: "running" } }, undefined],
  ])("%s", (_, eventType, payload, evidence) => {
    const [hint] = parse(push(eventType, payload)).hints;
    expect(hint?.vendorRef).toBe("c-1");
    if (evidence === undefined) expect(hint?.evidence).toBeUndefined();
    else expect(hint?.evidence).toMatchObject(evidence);
  });

  it("lets no address through", () => {
    const rtmpUrl = "rtmp://ingest.example/app/very-secret-key";
    const created = push(1, { converter: { id: "c-1", name: "n", rtmpUrl, rawOptions: { rtcChannel: "show" } } });
    const parsed = parse(created);
    expect(parsed.notification).toMatchObject({ product: "media-push", converterId: "c-1", rtcChannel: "show" });
    expect(JSON.stringify(parsed)).not.toContain("secret-key");
  });
});

describe("Cloud Recording", () => {
  it.each<[string, number, object, object | undefined]>([
    ["the recorder started", 70, { msgName: "web_recorder_started" }, undefined],
    ["the push runs", 100, { status: "publishing" }, { value: true, reason: "rtmp-publishing" }],
    ["the push is down", 100, { status: "disconnected" }, { value: false, reason: "rtmp-disconnected" }],
    ["the push connects", 100, { status: "connecting" }, undefined],
    ["the push has a number for a state", 100, { status: 2 }, undefined],
    ["the session is over", 11, { exitStatus: 1 }, { value: false, reason: "session-exit-abnormal" }],
    ["its hours are over", 71, { code: 1 }, { value: false, reason: "recorder-stopped-max-recording-hour" }],
    ["the recorder moves", 12, { newUid: 77 }, undefined],
  ])("%s", (_, eventType, details, evidence) => {
    const [hint] = parse(recording(eventType, details)).hints;
    expect(hint).toMatchObject({ id: "notice-2", vendorRef: "sid-1" });
    if (evidence === undefined) expect(hint?.evidence).toBeUndefined();
    else expect(hint?.evidence).toMatchObject({ condition: "RelayRunning", ...evidence });
  });

  it("is found by its cname when it has no sid, and tells what completes a handle", () => {
    const { notification, hints } = parse(recording(40, { msgName: "recorder_started", status: 0 }, { sid: "" }));
    expect(hints[0]?.vendorRef).toBe("show");
    expect(notification).toMatchObject({
      cname: "show",
      uid: "527841",
      sid: null,
      status: 0,
      name: "recorder_started",
    });
  });

  it("lets no address through", () => {
    const rtmpUrl = "rtmp://ingest.example/app/very-secret-key";
    const details = { msgName: "rtmp_publish_status", rtmpUrl, status: "publishing", errorMsg: rtmpUrl };
    expect(JSON.stringify(parse(recording(100, details)))).not.toContain("secret-key");
  });
});

describe("what else comes", () => {
  it("gives hints for the products asked for and no other", () => {
    expect(parse(push(3, { converter: { id: "c-1", state: "running" } }), [3]).hints).toEqual([]);
    expect(parse(recording(100, { status: "publishing" }), [5]).hints).toEqual([]);
  });

  it("accepts the samples of a health test", () => {
    for (const productId of [1, 3, 4, 5, 9]) {
      const sample = { noticeId: "test", productId, eventType: 10, notifyMs: at, payload: { a: "1", b: 2 } };
      expect(parse(sample)).toMatchObject({ notification: { product: "other", productId }, hints: [] });
    }
  });

  it("does not believe in events of the future", () => {
    const late = {
      ...push(3, { converter: { id: "c", state: "running" } }),
      eventMs: receivedAt.getTime() + 3_600_000,
    };
    expect(parse(late).hints[0]?.evidence?.observedAt).toBe(receivedAt.toISOString());
  });

  it("throws nothing but webhook-rejected for any body at all", () => {
    for (const body of ["\u0000", "{", "1e999", '{"noticeId":"a","productId":5,"eventType":4,"payload":null}']) {
      try {
        parse(body);
      } catch (thrown) {
        expect(HybridStreamError.isInstance(thrown) && thrown.code).toBe("webhook-rejected");
      }
    }
  });
});
