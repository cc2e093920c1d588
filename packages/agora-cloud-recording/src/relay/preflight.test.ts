import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { noLimits, relaySpec, storage, webBench } from "../../test/web-bench.js";

/** The page answers so; everything else goes to the simulator. */
function withPage(status: number, inner: typeof fetch, seen: string[] = []): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.startsWith("https://page.example/")) return inner(request);
    seen.push(request.url);
    return new Response("<!doctype html>", { status });
  };
}

describe("preflight", () => {
  it("finds everything in order, starts nothing, and takes the ticket for the page back", async () => {
    const bench = webBench();
    const seen: string[] = [];
    const provider = bench.another({ fetch: withPage(200, bench.simulator.fetch, seen) });
    const findings = await provider.preflight?.(relaySpec(), effectContext());
    expect(findings?.map(({ severity, code }) => [severity, code])).toEqual([
      ["ok", "agora-account-ready"],
      ["ok", "page-reachable"],
      ["ok", "storage-configured"],
    ]);
    expect(seen.length).toBe(1);
    expect(bench.revoked.length).toBe(1);
    expect([bench.running(), bench.requests()]).toEqual([[], ["acquire"]]);
    expect(JSON.stringify(findings)).not.toMatch(new RegExp([...bench.tickets, storage.secretKey].join("|")));
    await bench.close();
  });

  it.each([404, 302, 500])("says that a page which answers %i is no page", async (status) => {
    const bench = webBench();
    const provider = bench.another({ fetch: withPage(status, bench.simulator.fetch) });
    const findings = await provider.preflight?.(relaySpec(), effectContext());
    expect(findings).toContainEqual(expect.objectContaining({ severity: "error", code: "page-unreachable" }));
    expect(JSON.stringify(findings)).not.toContain(bench.tickets[0]);
    await bench.close();
  });

  it.each([
    ["wrong credentials", 401, { message: "Unauthorized" }, "error", "agora-unauthorized"],
    ["a product that is off", 400, { message: "appid is invalid" }, "error", "agora-forbidden"],
    ["no place left", 400, { code: 406 }, "warning", "agora-quota-exhausted"],
    ["a vendor in trouble", 500, { code: 500 }, "warning", "agora-vendor-unavailable"],
  ])("names %s", async (_what, status, body, severity, code) => {
    const bench = webBench();
    bench.simulator.faults.add({ kind: "status", status, body }, { operation: "acquire" });
    const findings = await bench.provider.preflight?.(relaySpec(), effectContext());
    expect(findings?.[0]).toMatchObject({ severity, code });
    await bench.close();
  });

  it("says what becomes of an output that the recorder cannot make, and of limits that nobody can promise", async () => {
    const bench = webBench({ page: { url: "http://127.0.0.1:1/page" } });
    const output = {
      width: 2560,
      height: 1440,
      framesPerSecond: 60,
      videoKbps: 9000,
      audioKbps: 128,
      keyframeIntervalSeconds: 2,
    };
    const ingestLimits = { ...noLimits, maxKeyframeIntervalSeconds: 4 };
    const findings = await bench.provider.preflight?.(relaySpec({ output, ingestLimits }), effectContext());
    expect(findings?.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["page-unreachable", "output-limited", "keyframe-interval-unknown"]),
    );
    const { preflight } = bench.provider;
    const other = relaySpec({ source: { source: { kind: "encoder" }, hosts: [] } });
    expect(await preflight?.(other, effectContext())).toMatchObject([{ code: "source-unsupported" }]);
    await bench.close();
  });
});
