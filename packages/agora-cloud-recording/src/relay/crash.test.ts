import { HybridStreamError, type RelayHandle, type RelayProvider } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { relaySpec, type WebBench, webBench } from "../../test/web-bench.js";

type Fault = Parameters<WebBench["simulator"]["faults"]["add"]>;

/** Where the process that starts a relay can end: before, between and after each of its two requests. */
const points: readonly {
  readonly name: string;
  readonly fault?: Fault;
  readonly checkpoint?: "throws" | "stores, then dies";
  /** What runs at the vendor after the crash. */
  readonly left: 0 | 1;
}[] = [
  { name: "acquire never arrives", fault: [{ kind: "reset" }, { operation: "acquire" }], left: 0 },
  { name: "the answer to acquire is lost", fault: [{ kind: "lost-answer" }, { operation: "acquire" }], left: 0 },
  { name: "the answer to acquire is cut", fault: [{ kind: "truncated" }, { operation: "acquire" }], left: 0 },
  { name: "the checkpoint does not store", checkpoint: "throws", left: 0 },
  { name: "the process ends after the checkpoint", checkpoint: "stores, then dies", left: 0 },
  { name: "start never arrives", fault: [{ kind: "reset" }, { operation: "startRecording" }], left: 0 },
  { name: "the answer to start is lost", fault: [{ kind: "lost-answer" }, { operation: "startRecording" }], left: 1 },
  { name: "the answer to start is cut", fault: [{ kind: "truncated" }, { operation: "startRecording" }], left: 1 },
  { name: "start is repeated by the network", fault: [{ kind: "twice" }, { operation: "startRecording" }], left: 1 },
  {
    name: "start answers 206 and has worked",
    fault: [
      { kind: "status", status: 206, body: { code: 65, reason: "request not completed" }, effect: true },
      { operation: "startRecording" },
    ],
    left: 1,
  },
  {
    name: "start answers 500 and has not worked",
    fault: [
      { kind: "status", status: 500, body: { code: 502, reason: "failed to allocate worker" } },
      { operation: "startRecording" },
    ],
    left: 0,
  },
  { name: "the process ends before the whole handle is stored", left: 1 },
];

async function crash(bench: WebBench, point: (typeof points)[number]) {
  const spec = relaySpec();
  const stored: RelayHandle[] = [];
  const died = new HybridStreamError({ code: "lease-lost", message: "The process has ended." });
  const checkpoint = async (handle: RelayHandle): Promise<void> => {
    if (point.checkpoint === "throws") throw died;
    stored.push(structuredClone(handle));
    if (point.checkpoint === "stores, then dies") throw died;
  };
  if (point.fault) bench.simulator.faults.add(...point.fault);
  await bench.provider.startRelay(spec, effectContext({ checkpoint })).catch((error: unknown) => {
    expect(HybridStreamError.isInstance(error)).toBe(true);
  });
  expect(bench.running().length).toBe(point.left);
  return { spec, resume: stored.at(-1) };
}

async function stopUntilProven(bench: WebBench, provider: RelayProvider, handle: RelayHandle): Promise<number> {
  const begun = bench.clock.monotonic();
  for (let round = 0; round < 300; round += 1) {
    const { outcome, provableAfterMs } = await provider.stopRelay(handle, effectContext());
    if (outcome === "proven") return (bench.clock.monotonic() - begun) / 1000;
    await bench.clock.advance(Math.max(100, provableAfterMs));
  }
  throw new Error("never proven");
}

/** As the orchestrator does it. */
const complete = (handle: RelayHandle, patch: RelayHandle | undefined): RelayHandle =>
  patch ? { ...handle, data: { ...handle.data, ...patch.data } } : handle;

describe.each(points)("when $name", (point) => {
  it("another process makes it exactly one relay that is never doubled", async () => {
    const bench = webBench();
    const { spec, resume } = await crash(bench, point);
    const heir = bench.another();
    const handle = await heir.startRelay(spec, effectContext(resume && { resume }));
    expect(bench.running().length).toBe(1);
    await bench.clock.advance(10_000);
    expect(bench.running().map(({ pushing }) => pushing)).toEqual([true]);
    const hints = await bench.deliver(heir);
    const whole = hints.reduce((known, hint) => complete(known, hint.handlePatch), handle);
    expect(typeof whole.data.sid).toBe("string");
    expect((await heir.getRelayStatus(whole, effectContext())).state).toBe("running");
    const again = await heir.startRelay(spec, effectContext({ resume: whole }));
    expect([again, bench.running().length]).toEqual([whole, 1]);
    await stopUntilProven(bench, bench.another(), whole);
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("another process stops it, by a notification where the answer was lost, and nothing is left", async () => {
    const bench = webBench();
    const { resume } = await crash(bench, point);
    if (resume === undefined) {
      // Nothing was stored, because nothing that can run had been asked for.
      await bench.clock.advance(600_000);
      expect(bench.running()).toEqual([]);
      await bench.close();
      return;
    }
    await bench.clock.advance(10_000);
    const heir = bench.another();
    const patches = (await bench.deliver(heir)).map((hint) => hint.handlePatch);
    const whole = patches.reduce(complete, resume);
    const seconds = await stopUntilProven(bench, heir, whole);
    expect(bench.running()).toEqual([]);
    expect(seconds).toBeLessThan(120);
    expect(bench.revoked).toContain(resume.data.cname);
    await bench.clock.advance(600_000);
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("without any notification: proven when it never ran, else not before the hours have passed", async () => {
    const bench = webBench();
    const { resume } = await crash(bench, point);
    if (resume === undefined) return;
    const heir = bench.another();
    const seconds = await stopUntilProven(bench, heir, resume);
    if (point.left === 0) expect(seconds).toBeLessThan(30);
    else expect(seconds).toBeGreaterThan(5 * 3600);
    expect(seconds).toBeLessThan(6 * 3600 + 600);
    expect(bench.running()).toEqual([]);
    expect(bench.revoked).toContain(resume.data.cname);
    await bench.close();
  });
});

describe("a start whose answer stays away", () => {
  it("is given up after four tries, without a request more, so that the next attempt takes over", async () => {
    const bench = webBench();
    const { simulator, provider } = bench;
    const refusal = { kind: "status", status: 500, body: { code: 62, reason: "request timeout" } } as const;
    simulator.faults.add(refusal, { operation: "startRecording", times: 4 });
    const spec = relaySpec();
    let stored: RelayHandle | undefined;
    const checkpoint = async (handle: RelayHandle): Promise<void> => {
      stored = handle;
    };
    const start = () => provider.startRelay(spec, effectContext({ checkpoint, ...(stored && { resume: stored }) }));
    for (let tries = 1; tries <= 4; tries += 1) {
      await expect(start()).rejects.toMatchObject({ code: "vendor-unavailable", retry: "after-verify" });
      await bench.clock.advance(10_000);
    }
    const sent = bench.requests().length;
    const handle = await start();
    expect(bench.requests().length).toBe(sent);
    expect(handle.data.sid).toBeNull();
    expect((await provider.getRelayStatus(handle, effectContext())).state).toBe("unknown");
    await stopUntilProven(bench, provider, handle);
    expect(bench.running()).toEqual([]);
    const next = await provider.startRelay(spec, effectContext({ relayAttempt: 2 }));
    expect(next.data.uid).not.toBe(handle.data.uid);
    expect(bench.running().length).toBe(1);
    await bench.close();
  });

  it("is not repeated with a resource that is too old, nor with a new one", async () => {
    const bench = webBench();
    const { spec, resume } = await crash(bench, { name: "", checkpoint: "stores, then dies", left: 0 });
    await bench.clock.advance(301_000);
    const sent = bench.requests().length;
    const handle = await bench.another().startRelay(spec, effectContext(resume && { resume }));
    expect([handle, bench.requests().length]).toEqual([resume, sent]);
    expect(await stopUntilProven(bench, bench.another(), handle)).toBeLessThan(30);
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("cannot succeed any more once its stop has used the resource up", async () => {
    const bench = webBench();
    const { spec, resume } = await crash(bench, { name: "", checkpoint: "stores, then dies", left: 0 });
    if (resume === undefined) throw new Error("nothing was stored");
    await stopUntilProven(bench, bench.another(), resume);
    // The start that the network had held back arrives after all.
    const late = await bench.another().startRelay(spec, effectContext({ resume }));
    expect(late.data.sid).toBeNull();
    expect(bench.running()).toEqual([]);
    await bench.close();
  });
});
