import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { newIngest, relaySpec, webBench } from "../../test/web-bench.js";

describe("updateRelay", () => {
  it("moves the push to another address without a restart", async () => {
    const bench = webBench();
    const spec = relaySpec();
    const handle = await bench.provider.startRelay(spec, effectContext());
    await bench.clock.advance(8000);
    const ingest = newIngest();
    const after = await bench.provider.updateRelay?.(handle, { ingest }, effectContext());
    await bench.clock.advance(2000);
    expect(after).toEqual(handle);
    expect([bench.pushesTo(spec.ingest), bench.pushesTo(ingest), bench.running().length]).toEqual([false, true, 1]);
    expect(JSON.stringify([after, bench.lines])).not.toContain(ingest.streamKey.reveal());
    await bench.close();
  });

  it("sends an update only after the answer to the one before; the last one counts", async () => {
    const bench = webBench();
    const handle = await bench.provider.startRelay(relaySpec(), effectContext());
    await bench.clock.advance(8000);
    let atOnce = 0;
    let most = 0;
    const counting: typeof fetch = async (input, init) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      try {
        return await bench.simulator.fetch(input, init);
      } finally {
        atOnce -= 1;
      }
    };
    const provider = bench.another({ fetch: counting });
    const ingests = [newIngest(), newIngest(), newIngest()];
    bench.simulator.faults.add({ kind: "status", status: 400, body: { code: 2 } }, { operation: "updateRecording" });
    const results = await Promise.allSettled(
      ingests.map((ingest) => provider.updateRelay?.(handle, { ingest }, effectContext())),
    );
    await bench.clock.advance(2000);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(most).toBe(1);
    expect(ingests.map((ingest) => bench.pushesTo(ingest))).toEqual([false, false, true]);
    await bench.close();
  });

  it("refuses what it cannot do: a layout, and a relay without a sid", async () => {
    const bench = webBench();
    const handle = await bench.provider.startRelay(relaySpec(), effectContext());
    const update = (change: object, data = handle.data) =>
      bench.another().updateRelay?.({ ...handle, data }, change, effectContext());
    await expect(update({ layout: "vertical" })).rejects.toMatchObject({ code: "mode-mismatch", field: "layout" });
    const partial = { ...handle.data, sid: null };
    await expect(update({ ingest: newIngest() }, partial)).rejects.toMatchObject({ code: "conflict" });
    await expect(update({}, { cname: "x" })).rejects.toMatchObject({ code: "invalid-options", field: "handle" });
    // Of another account: it would not find the task, and take that for its end.
    const foreign = { ...handle, provider: "agora-of-another-account" };
    for (const call of [bench.provider.stopRelay, bench.provider.getRelayStatus]) {
      await expect(call(foreign, effectContext())).rejects.toMatchObject({ code: "invalid-options", field: "handle" });
    }
    await bench.close();
  });
});
