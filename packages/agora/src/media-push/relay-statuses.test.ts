import type { RelayHandle } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { mediaPushBench, relaySpec } from "../../test/media-push-bench.js";

const plenty = { quotas: { converters: { elsewhere: { hd: 2000 } } } };

async function started(options: Parameters<typeof mediaPushBench>[0] = {}) {
  const bench = mediaPushBench(options, plenty);
  const handle = await bench.provider.startRelay(relaySpec(), effectContext());
  const status = (each: RelayHandle = handle) => bench.drive(bench.provider.getRelayStatus(each, effectContext()));
  return { bench, handle, status };
}

describe("getRelayStatus", () => {
  it.each<[string, Parameters<typeof mediaPushBench>[0]]>([
    ["mixed", {}],
    ["passed through", { assumeCodec: "h264" }],
  ])("reads connecting and running of a converter whose picture is %s", async (_, options) => {
    const { bench, status } = await started(options);
    expect(await status()).toMatchObject({ state: "starting", destination: "connecting", error: null });
    await bench.clock.advance(2000);
    const encoding = { kind: options?.assumeCodec ? "copy" : "transcode" };
    expect(await status()).toMatchObject({ state: "running", destination: "delivering", health: "good", encoding });
    await bench.close();
  });

  it("says why a failed one failed, and nothing good of a state that nobody knows", async () => {
    const { bench, handle, status } = await started();
    bench.simulator.faults.add({ kind: "unknown-value" }, { operation: "getConverter" });
    expect(await status()).toMatchObject({ state: "unknown", health: "unknown", destination: "unknown" });
    bench.simulator.failConverter(String(handle.data.converterId));
    expect(await status()).toMatchObject({ state: "failed", health: "poor", error: { code: "destination-lost" } });
    await bench.close();
  });

  it("finds one of which only the name was stored", async () => {
    const { bench, handle, status } = await started();
    const { converterId: _, ...data } = handle.data;
    expect((await status({ ...handle, data })).state).toBe("starting");
    expect((await status({ ...handle, data: { ...data, name: "never" } })).state).toBe("absent");
    await bench.close();
  });

  it("tries a read again, and says so when it stays in vain", async () => {
    const { bench, status } = await started();
    bench.simulator.faults.add({ kind: "status", status: 500 }, { operation: "getConverter" });
    expect((await status()).state).toBe("running");
    bench.simulator.faults.add({ kind: "reset" }, { operation: "getConverter", times: 9 });
    await expect(status()).rejects.toMatchObject({ code: "connection-lost", retry: "safe" });
    await bench.close();
  });
});

describe("getRelayStatuses", () => {
  it("asks once for all pages of the project, and by itself for what they do not hold", async () => {
    const { bench, handle } = await started();
    const handles = [handle];
    for (let attempt = 2; attempt <= 510; attempt += 1) {
      const call = effectContext({ relayAttempt: attempt });
      handles.push(await bench.drive(bench.provider.startRelay(relaySpec(), call)));
    }
    await bench.clock.advance(2000);
    const gone = handles[3];
    bench.simulator.destroyConverter(String(gone?.data.converterId));
    const before = bench.requests().length;
    const statuses = await bench.drive(
      bench.provider.getRelayStatuses?.(handles, effectContext()) ?? Promise.resolve([]),
    );
    expect(bench.requests().slice(before)).toEqual(["listConverters", "listConverters", "getConverter"]);
    expect(statuses.map(({ state }) => state)).toEqual(handles.map((each) => (each === gone ? "absent" : "running")));
    await bench.close();
  });

  it("is not confused by members that it cannot read", async () => {
    const { bench, handle } = await started();
    const second = await bench.drive(bench.provider.startRelay(relaySpec(), effectContext({ relayAttempt: 2 })));
    await bench.clock.advance(2000);
    const change = (text: string): string => text.replace('"members":[', '"members":[null,7,{},{"converterId":9},');
    bench.simulator.faults.add({ kind: "body", change }, { operation: "listConverters" });
    const call = bench.provider.getRelayStatuses?.([handle, second], effectContext());
    expect((await bench.drive(call ?? Promise.resolve([]))).map(({ state }) => state)).toEqual(["running", "running"]);
    await bench.close();
  });

  it("asks nothing for nobody", async () => {
    const { bench } = await started();
    const before = bench.requests().length;
    expect(await bench.provider.getRelayStatuses?.([], effectContext())).toEqual([]);
    expect(bench.requests()).toHaveLength(before);
    await bench.close();
  });
});

describe("listRelays", () => {
  async function list(bench: ReturnType<typeof mediaPushBench>, namespace = "testkit") {
    const found = [];
    for await (const each of bench.provider.listRelays?.(effectContext({ namespace })) ?? []) found.push(each);
    return found;
  }

  it("gives handles that can be asked and stopped, and when each was created", async () => {
    const { bench, handle } = await started();
    const [found, ...others] = await list(bench);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ channelId: "testkit-channel", relayGeneration: 1, relayAttempt: 1 });
    expect(found?.createdAt).toEqual(bench.clock.now());
    expect(found?.handle.data).toMatchObject({ converterId: handle.data.converterId, region: "na" });
    if (found) expect((await bench.provider.stopRelay(found.handle, effectContext())).outcome).toBe("accepted");
    expect(await list(bench)).toEqual([]);
    await bench.close();
  });

  it("leaves out other namespaces and converters that are none of ours", async () => {
    const { bench } = await started();
    const { fetch, credentials } = bench.simulator;
    const authorization = `Basic ${btoa(`${credentials.customerId}:${credentials.customerSecret}`)}`;
    const rawOptions = { rtcChannel: "show", rtcStreamUid: 7 };
    const converter = { name: "somebody-elses", rawOptions, rtmpUrl: "rtmp://elsewhere.example/app/key" };
    await fetch(`https://api.agora.io/na/v1/projects/${credentials.appId}/rtmp-converters`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ converter }),
    });
    expect(bench.running()).toHaveLength(2);
    expect(await list(bench)).toHaveLength(1);
    expect(await list(bench, "production")).toEqual([]);
    await bench.close();
  });

  it("names a long channel id by its RTC channel where they are the same, else by its hash", async () => {
    const bench = mediaPushBench({}, plenty);
    const long = "a-channel-id-that-is-much-longer-than-fits-into-a-name";
    const same = relaySpec({
      source: { source: { kind: "agora", channel: long }, hosts: [{ uid: 7, videoCodec: null }] },
    });
    await bench.provider.startRelay(same, effectContext({ channelId: long }));
    await bench.provider.startRelay(relaySpec(), effectContext({ channelId: `${long}-2` }));
    const [first, second] = await list(bench);
    expect(first?.channelId).toBe(long);
    expect(second?.channelId).toMatch(/^sha256:[0-9a-f]{32}$/);
    await bench.close();
  });
});
