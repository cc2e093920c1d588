import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { catchError } from "../../test/catch-error.js";
import { parseJsonBody } from "./parse-json-body.js";
import { readRawWebhook } from "./read-raw-webhook.js";

const now = new Date("2026-01-01T00:00:00Z");
const request = (body: string | Uint8Array<ArrayBuffer> | null) =>
  new Request("https://host.example/hooks/mux", { method: "POST", headers: { "Mux-Signature": "t=1" }, body });

describe("readRawWebhook", () => {
  it("keeps the bytes as they came", async () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x00]);
    const webhook = await readRawWebhook(request(bytes), { now });
    expect(webhook).toMatchObject({ method: "POST", url: "https://host.example/hooks/mux", receivedAt: now });
    expect(webhook.headers["mux-signature"]).toBe("t=1");
    expect([...webhook.body]).toEqual([...bytes]);
  });

  it("takes a request without a body", async () => {
    expect((await readRawWebhook(request(null), { now })).body).toHaveLength(0);
  });

  it("takes exactly as much as is allowed", async () => {
    const webhook = await readRawWebhook(request("x".repeat(262_144)), { now });
    expect(webhook.body).toHaveLength(262_144);
    const error = await catchError(() => readRawWebhook(request("x".repeat(262_145)), { now }));
    expect(error).toMatchObject({ code: "webhook-rejected" });
  });

  it("stops reading a body that is too large", async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel: () => {
        cancelled = true;
      },
    });
    const init = { method: "POST", body: endless, duplex: "half" as const };
    const error = await catchError(() =>
      readRawWebhook(new Request("https://host.example", init), { now, maxBytes: 5000 }),
    );
    expect(error.code).toBe("webhook-rejected");
    expect(cancelled).toBe(true);
  });

  it("refuses a body that was read before, and one that breaks off", async () => {
    const used = request("{}");
    await used.text();
    expect(await catchError(() => readRawWebhook(used, { now }))).toMatchObject({ code: "webhook-rejected" });
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    const init = { method: "POST", body: broken, duplex: "half" as const };
    const error = await catchError(() => readRawWebhook(new Request("https://host.example", init), { now }));
    expect(error.code).toBe("webhook-rejected");
  });
});

describe("parseJsonBody", () => {
  const schema = z.object({ id: z.string() });
  const body = (text: string) => ({ body: new TextEncoder().encode(text) });

  it("validates", () => {
    expect(parseJsonBody(body('{"id":"a"}'), schema).id).toBe("a");
  });

  it.each([
    ["", "is empty"],
    ["SECRET", "is not JSON"],
    ['{"id":5,"x":"SECRET"}', 'at "id"'],
  ])("refuses %j", async (text, problem) => {
    const error = await catchError(() => parseJsonBody(body(text), schema));
    expect(error.code).toBe("webhook-rejected");
    expect(error.message).toContain(problem);
    expect(error.message).not.toContain("SECRET");
  });
});
