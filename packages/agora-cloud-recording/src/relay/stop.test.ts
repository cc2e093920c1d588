import { type RelayHandle, silentLogger } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { relaySpec, type WebBench, webBench } from "../../test/web-bench.js";

async function started(bench: WebBench): Promise<RelayHandle> {
  const handle = await bench.provider.startRelay(relaySpec(), effectContext());
  await bench.clock.advance(8000);
  return handle;
}

const receiptOf = async (bench: WebBench, handle: RelayHandle) =>
  (await bench.provider.stopRelay(handle, effectContext())).outcome;
const stateOf = async (bench: WebBench, handle: RelayHandle) =>
  (await bench.provider.getRelayStatus(handle, effectContext())).state;
const answer = (status: number, body: object) => ({ kind: "status", status, body }) as const;

describe("stopRelay", () => {
  it("takes the page's ticket back before anything is sent, and is accepted, then proven", async () => {
    const bench = webBench();
    const handle = await started(bench);
    const sent = bench.requests().length;
    const revokedAt: number[] = [];
    const provider = bench.another({
      page: { url: "https://page.example/", revoke: () => void revokedAt.push(bench.requests().length) },
    });
    expect((await provider.stopRelay(handle, effectContext())).outcome).toBe("accepted");
    expect(revokedAt).toEqual([sent]);
    expect((await provider.getRelayStatus(handle, effectContext())).state).toBe("stopping");
    await bench.clock.advance(5000);
    expect((await provider.stopRelay(handle, effectContext())).outcome).toBe("proven");
    expect((await provider.getRelayStatus(handle, effectContext())).state).toBe("stopped");
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("stops though the ticket cannot be taken back, and does not tell why", async () => {
    const bench = webBench({
      page: { url: "https://page.example/", revoke: () => Promise.reject(new Error("redis://secret")) },
    });
    const warned: object[] = [];
    const logger = { ...silentLogger, warn: (fields: object) => void warned.push(fields) };
    const handle = await started(bench);
    expect((await bench.provider.stopRelay(handle, effectContext({ logger }))).outcome).toBe("accepted");
    expect(warned).toHaveLength(1);
    expect(JSON.stringify(warned)).not.toContain("redis://secret");
    await bench.close();
  });

  it("stops though page.revoke never returns", async () => {
    const bench = webBench({ page: { url: "https://page.example/", revoke: () => new Promise(() => {}) } });
    const warned: object[] = [];
    const logger = { ...silentLogger, warn: (fields: object) => void warned.push(fields) };
    const handle = await started(bench);
    expect((await bench.provider.stopRelay(handle, effectContext({ logger }))).outcome).toBe("accepted");
    expect(warned).toEqual([{ runId: handle.data.cname, error: "it has not returned yet" }]);
    await bench.close();
  });

  it("keeps the page's address out of an error that quotes it later", async () => {
    const bench = webBench({ page: { url: () => "https://page.example/ticket-in-the-path" } });
    const handle = await started(bench);
    const reason = "cannot open https://page.example/ticket-in-the-path";
    bench.simulator.faults.add(answer(400, { code: 2, reason }), { operation: "stopRecording" });
    const error = await bench.provider.stopRelay(handle, effectContext()).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("cannot open");
    expect(String(error)).not.toContain("ticket-in-the-path");
    await bench.close();
  });

  it("finds nothing while the task is moved, and does not take that for its end", async () => {
    const bench = webBench();
    const handle = await started(bench);
    bench.simulator.migrate(String(handle.data.sid), 60);
    expect(await stateOf(bench, handle)).toBe("absent");
    expect(await receiptOf(bench, handle)).toBe("unproven");
    await bench.clock.advance(61_000);
    expect(bench.running().length).toBe(1);
    expect(await receiptOf(bench, handle)).toBe("accepted");
    await bench.clock.advance(5000);
    expect(await receiptOf(bench, handle)).toBe("proven");
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("takes 90 s of absence for proof, and begins to count anew when it was found again", async () => {
    const bench = webBench();
    const handle = await started(bench);
    bench.simulator.migrate(String(handle.data.sid), 60);
    await stateOf(bench, handle);
    await bench.clock.advance(65_000);
    expect(await stateOf(bench, handle)).not.toBe("absent");
    bench.simulator.failRecording(String(handle.data.sid));
    await bench.clock.advance(30_000);
    const first = await bench.provider.stopRelay(handle, effectContext());
    expect(first.outcome).toBe("unproven");
    expect(first.provableAfterMs).toBeGreaterThan(85_000);
    await bench.clock.advance(first.provableAfterMs);
    expect(await receiptOf(bench, handle)).toBe("proven");
    await bench.close();
  });

  it.each([
    [206, { code: 435, reason: "no recorded data" }],
    [400, { code: 49, reason: "invalid operation" }],
  ])("reads %i with %j as a stop that was taken", async (status, body) => {
    const bench = webBench();
    const handle = await started(bench);
    bench.simulator.faults.add({ ...answer(status, body), effect: true }, { operation: "stopRecording" });
    expect(await receiptOf(bench, handle)).toBe("accepted");
    await bench.clock.advance(5000);
    expect(await stateOf(bench, handle)).toMatch(/absent|stopped/);
    await bench.close();
  });

  it.each([7, 8, 20])("takes status %i of a task that ends already for proof", async (status) => {
    const bench = webBench();
    const handle = await started(bench);
    bench.simulator.faults.add(answer(400, { code: 49 }), { operation: "stopRecording" });
    bench.simulator.faults.add(answer(200, { serverResponse: { status } }), { operation: "queryRecording" });
    expect(await receiptOf(bench, handle)).toBe("proven");
    await bench.close();
  });

  it("says 206 with 65 as what it is: nobody knows, ask again in 3 s", async () => {
    const bench = webBench();
    const handle = await started(bench);
    bench.simulator.faults.add(answer(206, { code: 65 }), { operation: "stopRecording" });
    const stopping = bench.provider.stopRelay(handle, effectContext());
    await expect(stopping).rejects.toMatchObject({ code: "vendor-unavailable", retryAfterMs: 3000 });
    await bench.close();
  });
});

describe("the end by itself", () => {
  it("is told at once when the hours are over, so that the next attempt may start", async () => {
    const bench = webBench({ unplannedHours: 1 });
    const handle = await started(bench);
    expect(await stateOf(bench, handle)).toBe("running");
    await bench.clock.advance(3_600_000 + 20_000);
    expect(await stateOf(bench, handle)).toBe("stopped");
    await bench.close();
  });

  it("is absence first when the page cannot be opened", async () => {
    const bench = webBench({ page: { url: "https://page.example/broken" } });
    bench.simulator.setPage("https://page.example/broken", "unreachable");
    const handle = await started(bench);
    await bench.clock.advance(5000);
    expect(await stateOf(bench, handle)).toBe("absent");
    await bench.close();
  });

  it("is absence first when the bucket does not take the files: the push ends with the recorder", async () => {
    const bench = webBench();
    bench.simulator.setBucketBroken("shows", true);
    const handle = await started(bench);
    await bench.clock.advance(5000);
    expect(await stateOf(bench, handle)).toBe("absent");
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("is not read into a query that does not come through", async () => {
    const bench = webBench();
    const handle = await started(bench);
    const faults = [answer(206, { code: 65 }), answer(504, { code: 62 })] as const;
    for (const fault of faults) {
      bench.simulator.faults.add(fault, { operation: "queryRecording" });
      expect(await stateOf(bench, handle)).toBe("running");
    }
    bench.simulator.faults.add({ kind: "html", status: 404 }, { operation: "queryRecording", times: 4 });
    await expect(stateOf(bench, handle)).rejects.toMatchObject({ code: "unexpected-response" });
    bench.simulator.faults.clear();
    bench.simulator.faults.add({ kind: "unknown-value" }, { operation: "queryRecording" });
    expect(await stateOf(bench, handle)).toBe("unknown");
    bench.simulator.faults.add(answer(404, { code: 501, reason: "exiting" }), { operation: "queryRecording" });
    expect(await stateOf(bench, handle)).toBe("stopping");
    await bench.close();
  });
});
