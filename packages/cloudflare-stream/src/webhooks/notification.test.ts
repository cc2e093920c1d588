import { Secret } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { readNotification } from "./notification.js";

const secret = new Secret("notification-secret");

function read(body: object, receivedAt: string) {
  const [hint] = readNotification(
    {
      method: "POST",
      url: "https://shop.example/webhooks/cloudflare-stream",
      headers: { "cf-webhook-auth": "notification-secret" },
      body: new TextEncoder().encode(JSON.stringify(body)),
      receivedAt: new Date(receivedAt),
    },
    secret,
    "cloudflare-stream",
  );
  return hint;
}

describe("a notification without updated_at", () => {
  const data = { input_id: "input-1", event_type: "live_input.connected" };
  const body = { text: "x", ts: Date.parse("2026-01-01T00:00:00Z") / 1000, data };

  it("is as old as its ts says, so that a replay is the same message with evidence that has expired", () => {
    const first = read(body, "2026-01-01T00:00:01Z");
    expect(first?.evidence?.expiresAt).toBe("2026-01-01T00:01:00.000Z");
    expect(read(body, "2026-01-05T00:00:00Z")).toEqual(first);
  });

  it.each([1e300, -5, "soon", null])("is as old as its arrival when ts is %j", (ts) => {
    expect(read({ ...body, ts }, "2026-01-02T00:00:00Z")?.evidence?.observedAt).toBe("2026-01-02T00:00:00.000Z");
  });
});
