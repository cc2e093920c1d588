import type { Handle } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { notificationRequest } from "../../../../test/support/agora-notification.js";
import { channel, mediaPushBench, notificationSecret, relaySpec } from "../../test/media-push-bench.js";

async function started() {
  const bench = mediaPushBench();
  const handle = await bench.provider.startRelay(relaySpec(), effectContext());
  const stop = (provider = bench.provider) => provider.stopRelay(handle, effectContext());
  return { bench, handle, stop, id: String(handle.data.converterId) };
}

describe("stopRelay", () => {
  it("is accepted first, and proven when Agora then knows it no more", async () => {
    const { bench, stop } = await started();
    expect(await stop()).toMatchObject({ outcome: "accepted", provableAfterMs: 1000 });
    expect(bench.running()).toEqual([]);
    expect(await stop()).toMatchObject({ outcome: "proven", provableAfterMs: 0 });
    const asked = bench.requests().length;
    expect(await stop()).toEqual({ outcome: "proven", provableAfterMs: 0 });
    expect(bench.requests()).toHaveLength(asked);
    await bench.close();
  });

  it("takes a 404 alone for no proof: a migrating converter comes back, and is stopped then", async () => {
    const { bench, stop, id } = await started();
    bench.simulator.migrate(id, 60);
    expect(await stop()).toMatchObject({ outcome: "unproven", provableAfterMs: 120_000 });
    await bench.clock.advance(59_000);
    expect(await stop()).toMatchObject({ outcome: "unproven", provableAfterMs: 61_000 });
    await bench.clock.advance(5000);
    expect(bench.running()).toHaveLength(1);
    expect((await stop()).outcome).toBe("accepted");
    expect((await stop()).outcome).toBe("proven");
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("takes 120 s of nothing but 404 for a proof", async () => {
    const { bench, stop, id } = await started();
    bench.simulator.destroyConverter(id);
    expect((await stop()).outcome).toBe("unproven");
    await bench.clock.advance(119_999);
    expect(await stop()).toMatchObject({ outcome: "unproven", provableAfterMs: 1 });
    await bench.clock.advance(1);
    expect((await stop()).outcome).toBe("proven");
    await bench.close();
  });

  it("begins to count anew in another process, and when it was seen again in between", async () => {
    const { bench, stop, id } = await started();
    bench.simulator.migrate(id, 100);
    await stop();
    await bench.clock.advance(90_000);
    expect(await stop(bench.another())).toMatchObject({ outcome: "unproven", provableAfterMs: 120_000 });
    await bench.clock.advance(11_000);
    const handle: Handle = { provider: "agora-media-push", version: 1, data: {} };
    await expect(bench.provider.stopRelay(handle, effectContext())).rejects.toMatchObject({ field: "handle" });
    const [task] = bench.running();
    expect(task?.migrating).toBe(false);
    await bench.close();
  });

  it("counts from the first status that did not find it, and a status that does starts it over", async () => {
    const { bench, handle, stop, id } = await started();
    bench.simulator.migrate(id, 30);
    expect((await bench.provider.getRelayStatus(handle, effectContext())).state).toBe("absent");
    await bench.clock.advance(31_000);
    expect((await bench.provider.getRelayStatus(handle, effectContext())).state).toBe("running");
    await bench.clock.advance(100_000);
    bench.simulator.destroyConverter(id);
    expect(await stop()).toMatchObject({ outcome: "unproven", provableAfterMs: 120_000 });
    await bench.close();
  });

  it("is proven at once when Agora notified that it was destroyed", async () => {
    const { bench, stop, id } = await started();
    bench.simulator.destroyConverter(id);
    const payload = { converter: { id }, destroyReason: "Internal Error" };
    const notice = { noticeId: "n", productId: 5, eventType: 4, notifyMs: 1, payload };
    await bench.provider.parseWebhook?.(notificationRequest(notificationSecret, notice));
    expect((await stop()).outcome).toBe("proven");
    await bench.close();
  });

  it("finds a converter of which only the name was stored", async () => {
    const { bench, handle } = await started();
    const { converterId: _, ...data } = handle.data;
    const partial = { ...handle, data };
    expect((await bench.drive(bench.provider.stopRelay(partial, effectContext()))).outcome).toBe("accepted");
    expect(bench.running()).toEqual([]);
    expect((await bench.drive(bench.provider.stopRelay(partial, effectContext()))).outcome).toBe("proven");
    await bench.close();
  });

  it("does not call a name gone before a late request could have arrived", async () => {
    const { bench, handle, stop } = await started();
    const data = { region: "na", appId: handle.data.appId, channel, name: "never" };
    const receipt = await bench.drive(bench.provider.stopRelay({ ...handle, data }, effectContext()));
    expect(receipt).toMatchObject({ outcome: "unproven", provableAfterMs: 120_000 });
    await stop();
    await bench.close();
  });

  it("forgets a proof when the converter is seen again, and stops it", async () => {
    const { bench, handle, stop, id } = await started();
    bench.simulator.migrate(id, 130);
    await stop();
    await bench.clock.advance(120_000);
    expect((await stop()).outcome).toBe("proven");
    await bench.clock.advance(11_000);
    expect((await bench.provider.getRelayStatus(handle, effectContext())).state).toBe("running");
    expect((await stop()).outcome).toBe("accepted");
    expect(bench.running()).toEqual([]);
    await bench.close();
  });

  it("takes nothing that it knows of a former converter of the same name for the end of the next one", async () => {
    const { bench, handle } = await started();
    const { converterId: _, ...data } = handle.data;
    const partial = { ...handle, data };
    const stopByName = async () => (await bench.drive(bench.provider.stopRelay(partial, effectContext()))).outcome;
    expect([await stopByName(), await stopByName()]).toEqual(["accepted", "proven"]);
    // Sent, and still on its way: Agora may create it at any moment.
    bench.simulator.faults.add({ kind: "reset" }, { operation: "createConverter" });
    await expect(bench.provider.startRelay(relaySpec(), effectContext())).rejects.toMatchObject({
      provider: "agora-media-push",
    });
    expect(await stopByName()).toBe("unproven");
    // The news of the former one's end comes late.
    const converter = { id: handle.data.converterId, name: handle.data.name };
    const payload = { converter, destroyReason: "Delete Request" };
    const notice = { noticeId: "n", productId: 5, eventType: 4, notifyMs: 1, payload };
    await bench.provider.parseWebhook?.(notificationRequest(notificationSecret, notice));
    expect(await stopByName()).toBe("unproven");
    await bench.close();
  });

  it("says when the outcome is unknown", async () => {
    const { bench, stop } = await started();
    bench.simulator.faults.add({ kind: "lost-answer" }, { operation: "deleteConverter" });
    await expect(stop()).rejects.toMatchObject({ code: "connection-lost", retry: "after-verify" });
    bench.simulator.faults.add({ kind: "status", status: 500 }, { operation: "deleteConverter" });
    await expect(stop()).rejects.toMatchObject({ code: "vendor-unavailable", retry: "after-verify" });
    expect((await stop()).outcome).toBe("unproven");
    await bench.close();
  });

  it("does not take a wrong address for a converter that is gone", async () => {
    const { bench, stop } = await started();
    const body = { message: "no Route matched with those values" };
    bench.simulator.faults.add({ kind: "status", status: 404, body }, { operation: "deleteConverter" });
    await expect(stop()).rejects.toMatchObject({ code: "request-rejected" });
    await bench.close();
  });
});
