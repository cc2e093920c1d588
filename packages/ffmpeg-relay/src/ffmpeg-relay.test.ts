import { createReadStream } from "node:fs";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { freePort, ingestAt } from "../test/receiver.js";
import { clips, newRelay, reach, receive, smallPicture, start, status, useBench } from "../test/relay-bench.js";
import { relaySpec } from "../test/spec.js";
import { ffmpegRelay } from "./index.js";

useBench();

describe("the provider", () => {
  it("queues in the order of start, and stops what waits", async () => {
    const { relay } = newRelay({ maxConcurrent: 1 });
    const first = await receive();
    const third = await receive();
    const handles = [
      await start(relay, relaySpec(smallPicture, first.ingest)),
      await start(relay, relaySpec(smallPicture, ingestAt(await freePort()))),
      await start(relay, relaySpec(smallPicture, third.ingest)),
    ] as const;
    await reach(relay, handles[0], "running");
    expect((await status(relay, handles[1])).state).toBe("queued");
    expect((await status(relay, handles[2])).state).toBe("queued");
    await relay.stopRelay(handles[1], effectContext());
    expect((await status(relay, handles[1])).state).toBe("stopped");
    await relay.stopRelay(handles[0], effectContext());
    await reach(relay, handles[2], "running");
  });

  it("gives the same relay for the same numbers and a new one for a new attempt", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const spec = relaySpec(smallPicture, receiver.ingest);
    const [one, again] = await Promise.all([
      relay.startRelay(spec, effectContext()),
      relay.startRelay(spec, effectContext()),
    ]);
    expect(again).toEqual(one);
    await reach(relay, one, "running");
    await relay.stopRelay(one, effectContext());
    expect(await relay.startRelay(spec, effectContext())).toEqual(one);
    expect((await status(relay, one)).state).toBe("stopped");
    const next = await receive();
    const second = await relay.startRelay(relaySpec(smallPicture, next.ingest), effectContext({ relayAttempt: 2 }));
    expect(second.data.key).not.toBe(one.data.key);
    await reach(relay, second, "running");
  });

  it("knows nothing of relays of other processes", async () => {
    const { relay } = newRelay();
    for (const data of [{ key: "testkit/other/1.1.1" }, {}, { key: 7 }]) {
      const handle = { provider: "ffmpeg", version: 1, data };
      expect((await status(relay, handle)).state).toBe("absent");
      expect(await relay.stopRelay(handle, effectContext())).toMatchObject({ outcome: "proven" });
    }
  });

  it("closes everything, also a source that neither opens nor closes", async () => {
    const { relay } = newRelay({
      sources: {
        stuck: () => new Promise(() => {}),
        clingy: () => ({
          media: { kind: "bytes", container: "webm", stream: createReadStream(clips.webm) },
          close: () => new Promise(() => {}),
        }),
      },
    });
    const receiver = await receive();
    const stuck = await start(relay, relaySpec({ kind: "custom", name: "stuck", params: {} }, receiver.ingest));
    const clingy = await start(relay, relaySpec({ kind: "custom", name: "clingy", params: {} }, receiver.ingest));
    await reach(relay, clingy, "running", "stopped");
    expect((await status(relay, stuck)).state).toBe("starting");
    await relay.close();
    expect((await status(relay, stuck)).state).toBe("stopped");
    expect((await status(relay, clingy)).state).toBe("stopped");
    await expect(start(relay, relaySpec(smallPicture, receiver.ingest))).rejects.toMatchObject({ code: "closed" });
  });

  it("finds problems without starting", async () => {
    const { relay } = newRelay();
    const { ingest: _, ...spec } = relaySpec(smallPicture, ingestAt(1));
    expect(await relay.preflight?.(spec, effectContext())).toMatchObject([{ severity: "ok", code: "ffmpeg-found" }]);
    const unknown = { ...spec, source: { source: { kind: "custom", name: "x", params: {} }, hosts: [] } } as const;
    expect(await relay.preflight?.(unknown, effectContext())).toMatchObject([
      { severity: "error", code: "source-not-found", field: "source" },
    ]);
  });

  it("says what it can do, and refuses wrong options", () => {
    expect(newRelay({ id: "second" }).relay).toMatchObject({
      id: "second",
      kind: "ffmpeg",
      capabilities: { locality: "process", absenceProofSeconds: 0, maxConcurrent: 4, billing: "self-hosted-relay" },
    });
    expect(newRelay({ allowFiles: false }).relay.capabilities.sources).not.toContain("file");
    const wrong = { maxConcurrent: 0 };
    expect(() => ffmpegRelay(wrong)).toThrowError(
      expect.objectContaining({ code: "invalid-options", field: "maxConcurrent" }),
    );
    const clock = Object.assign({}, { now: 1 });
    expect(() => Reflect.apply(ffmpegRelay, null, [{ clock }])).toThrowError(
      expect.objectContaining({ field: "clock" }),
    );
  });
});
