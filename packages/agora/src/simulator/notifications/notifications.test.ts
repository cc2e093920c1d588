import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { converterBench } from "../test-support/converter-bench.js";
import { recordingBench, webStart } from "../test-support/recording-bench.js";
import { signNotification } from "./sign-notification.js";

interface Received {
  readonly raw: string;
  readonly headers: Headers;
  readonly body: Notice;
}

/** What the tests read of notifications. A field that is not there fails the expectation on it. */
interface Notice {
  readonly noticeId: string;
  readonly eventType: number;
  readonly payload: {
    readonly sequence: number;
    readonly converter: object;
    readonly details: { readonly newUid: number };
  };
}

/** A receiver that keeps what it gets, and answers with the given statuses, then 200. */
function receiver(...statuses: number[]) {
  const received: Received[] = [];
  const handler = async (request: Request): Promise<Response> => {
    const raw = await request.text();
    received.push({ raw, headers: request.headers, body: JSON.parse(raw) });
    return new Response("{}", { status: statuses.shift() ?? 200 });
  };
  return { received, handler, events: () => received.map(({ body }) => body.eventType) };
}

it("signs as the documented example is signed", () => {
  const body =
    '{"eventMs":1560408533119,"eventType":10,"noticeId":"4eb720f0-8da7-11e9-a43e-53f411c2761f","notifyMs":1560408533119,"payload":{"a":"1","b":2},"productId":1}';
  expect(signNotification("secret", body)).toEqual({
    "agora-signature": "033c62f40f687675f17f0f41f91a40c71c0f134c",
    "agora-signature-v2": "6d3320c60b11101395b7fc8f9068748808a0aa1bfa064438e39d1bc2c7d74d99",
  });
});

describe("Media Push tells", () => {
  it("of creation, state, update and end, each signed over its bytes", async () => {
    const { received, handler, events } = receiver();
    const { created, call, clock } = converterBench({ webhook: { mediaPush: { secret: "s3cret", handler } } });
    const { id, path } = await created({ name: "n" });
    await clock.advance(1_000);
    await call("PATCH", `${path}?sequence=0`, { converter: { rtmpUrl: "rtmp://h/a/b" }, fields: "rtmpUrl" });
    await clock.advance(1_000);
    await call("DELETE", path, undefined, { "x-request-id": "r-9" });
    await clock.advance(0);
    expect(events()).toEqual([1, 3, 3, 2, 3, 4]);
    for (const { raw, headers, body } of received) {
      const digest = (algorithm: string) => createHmac(algorithm, "s3cret").update(raw).digest("hex");
      expect(headers.get("agora-signature")).toBe(digest("sha1"));
      expect(headers.get("agora-signature-v2")).toBe(digest("sha256"));
      expect(body).toMatchObject({ productId: 5, noticeId: expect.any(String), payload: { converter: { id } } });
    }
    expect(new Set(received.map(({ body }) => body.noticeId)).size).toBe(received.length);
    expect(received[0]?.body.payload.converter).toMatchObject({ name: "n", state: "connecting", idleTimeout: 60 });
    expect(received.at(-1)?.body.payload).toMatchObject({ destroyReason: "Delete Request", converter: { name: "n" } });
  });

  it.each([
    ["Idle Timeout", 60_000],
    ["Internal Error", 0],
  ])("why it ended: %s", async (reason, wait) => {
    const { received, handler } = receiver();
    const { created, simulator, clock } = converterBench({ webhook: { mediaPush: { secret: "s", handler } } });
    const { id } = await created();
    if (wait > 0) simulator.setPublisher("show", null);
    else simulator.destroyConverter(id);
    await clock.advance(wait);
    expect(received.at(-1)?.body).toMatchObject({ eventType: 4, payload: { destroyReason: reason } });
  });
});

it("Cloud Recording tells of start, output and end, numbered from 0", async () => {
  const { received, handler, events } = receiver();
  const { started, clock } = recordingBench({ webhook: { cloudRecording: { secret: "s", handler } } });
  const { sid, post } = await started("web", webStart());
  await clock.advance(6_000);
  await post("stop", { async_stop: true });
  await clock.advance(3_000);
  expect(events()).toEqual([70, 100, 100, 71, 31, 11]);
  expect(received.map(({ body }) => body.payload.sequence)).toEqual([0, 1, 2, 3, 4, 5]);
  for (const { body } of received) {
    expect(body).toMatchObject({ productId: 3, payload: { cname: "show", uid: "900042", sid, details: {} } });
  }
  expect(received.map(({ body }) => body.payload.details)).toMatchObject([
    { msgName: "web_recorder_started" },
    { msgName: "rtmp_publish_status", status: "connecting" },
    { status: "publishing" },
    { msgName: "web_recorder_stopped", code: 0, message: "ok" },
    { msgName: "uploaded" },
    { msgName: "session_exit", exitStatus: 0 },
  ]);
});

it.each([
  ["the page cannot be opened", "page", [71, 11], { code: 5 }],
  ["the hours are over", "hours", [70, 100, 100, 71, 31, 11], { code: 1 }],
  ["the bucket is broken", "bucket", [1, 71, 11], { code: 6 }],
] as const)("Cloud Recording tells when %s", async (_, what, expected, details) => {
  const { received, handler, events } = receiver();
  const { started, clock, simulator } = recordingBench({ webhook: { cloudRecording: { secret: "s", handler } } });
  if (what === "page") simulator.setPage("https://page.example/room", "unreachable");
  if (what === "bucket") simulator.setBucketBroken("bucket", true);
  await started("web", webStart());
  await clock.advance(what === "hours" ? 3 * 3_600_000 : 10_000);
  expect(events()).toEqual(expected);
  expect(received.find(({ body }) => body.eventType === 71)?.body.payload.details).toMatchObject(details);
});

it("Cloud Recording tells of a migration with the new uid", async () => {
  const { received, handler } = receiver();
  const { started, clock, simulator } = recordingBench({ webhook: { cloudRecording: { secret: "s", handler } } });
  const { sid } = await started("web", webStart());
  await clock.advance(6_000);
  simulator.migrate(sid, 60);
  await clock.advance(60_000);
  expect(received.find(({ body }) => body.eventType === 12)?.body.payload.details.newUid).toBeGreaterThan(0);
});

describe("the way of notifications", () => {
  const pushing = (...statuses: number[]) => {
    const got = receiver(...statuses);
    const webhook = { mediaPush: { secret: "s", handler: got.handler } };
    return { ...got, ...converterBench({ webhook }) };
  };

  it("repeats at once, then with growing gaps, and gives up after three more tries", async () => {
    const { created, clock, received, simulator } = pushing(500, 500, 500, 500, 500);
    simulator.setPublisher("show", null);
    await created();
    await clock.advance(0);
    expect(received).toHaveLength(2);
    await clock.advance(5_000);
    expect(received).toHaveLength(3);
    await clock.advance(15_000);
    expect(received).toHaveLength(4);
    await clock.advance(30_000);
    expect(received).toHaveLength(4);
    expect(new Set(received.map(({ body }) => body.noticeId)).size).toBe(1);
    expect(simulator.notifications().map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 500],
      [4, 500],
    ]);
  });

  it("can be late, doubled, or a dead end", async () => {
    const { created, clock, events, simulator, received } = pushing();
    simulator.setPublisher("show", null);
    simulator.setNotificationMode({ kind: "late", milliseconds: 20_000 });
    await created();
    await clock.advance(19_999);
    expect(events()).toEqual([]);
    await clock.advance(1);
    expect(events()).toEqual([1]);
    simulator.setNotificationMode({ kind: "duplicated" });
    await created();
    await clock.advance(0);
    expect(received[1]?.body.noticeId).toBe(received[2]?.body.noticeId);
    simulator.setNotificationMode({ kind: "lost" });
    await created();
    await clock.advance(20_000);
    expect(events()).toEqual([1, 1, 1]);
  });

  it("can turn the order round", async () => {
    const { created, clock, events, simulator } = pushing();
    simulator.setNotificationMode({ kind: "reordered" });
    await created();
    await clock.advance(1_000);
    expect(events()).toEqual([3, 1]);
    simulator.setPublisher("show", null);
    simulator.destroyConverter(simulator.runningTasks()[0]?.id ?? "");
    await clock.advance(5_000);
    expect(events()).toEqual([3, 1, 4]);
  });

  it("leads to an address too", async () => {
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      bodies.push(`${request.method} ${request.headers["agora-signature-v2"]} ${body}`);
      response.end("{}");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { created, simulator } = converterBench({
      webhook: { mediaPush: { secret: "s", url: `http://127.0.0.1:${port}/hook` } },
    });
    await created();
    await waitUntil(() => simulator.notifications().length === 1, { what: "the notification" });
    expect(simulator.notifications()).toMatchObject([{ eventType: 1, attempt: 1, status: 200 }]);
    expect(bodies).toEqual([expect.stringMatching(/^POST [0-9a-f]{64} \{"noticeId"/)]);
  });
});
