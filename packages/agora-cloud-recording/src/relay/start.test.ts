import { type EffectContext, HybridStreamError, type RelayHandle } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { relaySpec, storage, webBench } from "../../test/web-bench.js";
import { runNames } from "./run-names.js";

/** Bodies of the requests, as they were sent. */
function recordingFetch(inner: typeof fetch) {
  const sent: { url: string; headers: Headers; body: unknown }[] = [];
  const fetchAndKeep: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.clone().text();
    sent.push({ url: request.url, headers: request.headers, body: text === "" ? null : JSON.parse(text) });
    return inner(request);
  };
  return { sent, fetch: fetchAndKeep };
}

describe("startRelay", () => {
  it("sends what the fact sheet says, and nothing else", async () => {
    const bench = webBench();
    const { sent, fetch } = recordingFetch(bench.simulator.fetch);
    const spec = relaySpec({ plannedDurationSeconds: 5400 });
    const handle = await bench.another({ fetch }).startRelay(spec, effectContext());
    const { cname, uid, resourceId } = handle.data;
    expect(sent.map(({ headers }) => headers.get("content-type"))).toEqual([
      "application/json;charset=utf-8",
      "application/json;charset=utf-8",
    ]);
    expect(sent[0]?.body).toEqual({ cname, uid, clientRequest: { scene: 1, resourceExpiredHour: 72 } });
    expect(sent[1]?.url).toContain(`/resourceid/${resourceId}/mode/web/start`);
    expect(sent[1]?.body).toEqual({
      cname,
      uid,
      clientRequest: {
        extensionServiceConfig: {
          errorHandlePolicy: "error_abort",
          extensionServices: [
            {
              serviceName: "web_recorder_service",
              errorHandlePolicy: "error_abort",
              serviceParam: {
                url: `https://page.example/show/?run=${cname}&ticket=${bench.tickets.at(-1)}`,
                audioProfile: 1,
                videoWidth: 1280,
                videoHeight: 720,
                videoFps: 30,
                videoBitrate: 2500,
                maxRecordingHour: 3,
                readyTimeout: 30,
              },
            },
            {
              serviceName: "rtmp_publish_service",
              errorHandlePolicy: "error_ignore",
              serviceParam: {
                outputs: [{ rtmpUrl: `${spec.ingest.url}/${spec.ingest.streamKey.reveal()}` }],
              },
            },
          ],
        },
        recordingFileConfig: { avFileType: ["hls"] },
        storageConfig: {
          vendor: 1,
          region: 4,
          bucket: "shows",
          accessKey: storage.accessKey,
          secretKey: storage.secretKey,
        },
      },
    });
    await bench.close();
  });

  it("checkpoints between acquire and start, with no secret in what is stored", async () => {
    const bench = webBench();
    const order: string[] = [];
    const stored: RelayHandle[] = [];
    const checkpoint: EffectContext["checkpoint"] = async (handle) => {
      order.push(...bench.requests(), "checkpoint");
      stored.push(handle);
    };
    const handle = await bench.provider.startRelay(relaySpec(), effectContext({ checkpoint }));
    expect(order).toEqual(["acquire", "checkpoint"]);
    expect(stored[0]?.data).toMatchObject({ sid: null, starts: 1 });
    expect(handle.data).toEqual({ ...stored[0]?.data, sid: handle.data.sid });
    const text = JSON.stringify([stored, handle]);
    for (const secret of [...bench.tickets, storage.accessKey, storage.secretKey]) expect(text).not.toContain(secret);
    await bench.close();
  });

  it.each([
    [400, { code: 2, reason: "bad parameter" }, "request-rejected", "never"],
    [400, { code: 405, reason: "no_active_status" }, "forbidden", "never"],
    [400, { code: 406, reason: "vendor_over_load" }, "quota-exhausted", "safe"],
    [400, { code: 400, reason: "invalid_appid" }, "forbidden", "never"],
    [400, { message: "appid is invalid" }, "forbidden", "never"],
    [401, { message: "Invalid authentication credentials" }, "unauthorized", "never"],
    [404, { message: "no Route matched with those values" }, "request-rejected", "never"],
    [429, { message: "API rate limit exceeded" }, "rate-limited", "safe"],
    [500, { code: 501, reason: "no_worker_manager_available" }, "vendor-unavailable", "safe"],
    [500, { code: 15 }, "vendor-unavailable", "safe"],
    [206, { code: 65, reason: "request not completed" }, "vendor-unavailable", "safe"],
    [206, {}, "vendor-unavailable", "safe"],
    [201, {}, "unexpected-response", "safe"],
    [200, {}, "unexpected-response", "safe"],
  ])("a %i with %j is %s", async (status, body, code, retry) => {
    const bench = webBench();
    bench.simulator.faults.add({ kind: "status", status, body }, { operation: "acquire" });
    const error = await bench.provider.startRelay(relaySpec(), effectContext()).catch((thrown: unknown) => thrown);
    expect(HybridStreamError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, retry, provider: "agora-cloud-recording", operation: "startRelay" });
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("is safe to repeat as long as nothing was started, and to be looked up afterwards", async () => {
    const bench = webBench();
    const { provider, simulator } = bench;
    const start = () => provider.startRelay(relaySpec(), effectContext());
    for (const operation of ["acquire", "startRecording"] as const) {
      simulator.faults.add({ kind: "lost-answer" }, { operation });
      const retry = operation === "acquire" ? "safe" : "after-verify";
      await expect(start()).rejects.toMatchObject({ code: "connection-lost", retry });
    }
    await bench.close();
  });

  it("is found again by its numbers in the process that started it; nobody else has anything to find", async () => {
    const bench = webBench();
    const { provider } = bench;
    expect(await provider.findRelay?.(effectContext())).toBeNull();
    const handle = await provider.startRelay(relaySpec(), effectContext());
    expect(await provider.findRelay?.(effectContext())).toEqual(handle);
    expect(await provider.findRelay?.(effectContext({ relayAttempt: 2 }))).toBeNull();
    expect(await bench.another().findRelay?.(effectContext())).toBeNull();
    await bench.close();
  });

  it("refuses other sources before anything is sent", async () => {
    const bench = webBench();
    const spec = relaySpec({ source: { source: { kind: "url", url: "rtmp://x/y" }, hosts: [] } });
    await expect(bench.provider.startRelay(spec, effectContext())).rejects.toMatchObject({ code: "invalid-order" });
    expect(bench.requests()).toEqual([]);
    await bench.close();
  });

  it.each<[string, () => string, string]>([
    ["throws", () => Promise.reject(new Error("https://page.example/?ticket=hidden")) as never, "internal"],
    ["makes no address", () => "page", "invalid-options"],
  ])("says so when page.url %s, before anything is sent", async (_what, url, code) => {
    const bench = webBench({ page: { url } });
    const error = await bench.provider.startRelay(relaySpec(), effectContext()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, field: "page.url", provider: "agora-cloud-recording" });
    expect(String(error)).not.toContain("hidden");
    expect(bench.requests()).toEqual([]);
    await bench.close();
  });

  it.each(["aborted", "timeout"])("gives up a page.url that never returns when the call is %s", async (code) => {
    const bench = webBench({ page: { url: () => new Promise<string>(() => {}) } });
    const death = new AbortController();
    const starting = bench.provider.startRelay(relaySpec(), effectContext({ signal: death.signal }));
    death.abort(code === "timeout" ? new DOMException("late", "TimeoutError") : undefined);
    await expect(starting).rejects.toMatchObject({ code, retry: "safe" });
    expect(bench.requests()).toEqual([]);
    await bench.close();
  });

  it("keeps the stream key out of an error in which Agora quotes it alone", async () => {
    const bench = webBench();
    const spec = relaySpec();
    const reason = `bad key ${spec.ingest.streamKey.reveal()} of ${storage.secretKey}`;
    bench.simulator.faults.add(
      { kind: "status", status: 400, body: { code: 2, reason } },
      { operation: "startRecording" },
    );
    const error = await bench.provider.startRelay(spec, effectContext()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "request-rejected" });
    expect(String(error)).toContain("bad key");
    for (const secret of [spec.ingest.streamKey.reveal(), storage.secretKey])
      expect(String(error)).not.toContain(secret);
    await bench.close();
  });
});

describe("runNames", () => {
  const names = (change: Partial<EffectContext> = {}) => runNames(effectContext(change));

  it("are the same for the same numbers, and differ in all that tells relays apart", () => {
    expect(names()).toEqual(names({ session: 9, instanceId: "other", streamIncarnation: 7 }));
    const all = [
      names(),
      names({ relayAttempt: 2 }),
      names({ relayGeneration: 2 }),
      names({ channelId: "other" }),
      names({ namespace: "staging" }),
    ];
    expect(new Set(all.map(({ cname }) => cname)).size).toBe(all.length);
    expect(new Set(all.map(({ uid }) => uid)).size).toBe(all.length);
  });

  it("fit what Agora takes, whatever the channel is called", () => {
    for (const channelId of ["x", "日本語 / ?".repeat(50)]) {
      const { cname, uid } = names({ channelId, relayGeneration: 123_456, relayAttempt: 99_999 });
      expect(cname).toMatch(/^[a-z0-9-]{1,63}$/);
      expect(Number(uid)).toBeGreaterThanOrEqual(2_000_000_000);
      expect(Number(uid)).toBeLessThanOrEqual(2_099_999_999);
    }
  });
});
