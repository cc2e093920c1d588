import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MediaSource } from "@hybrid-stream/spec";
import { createVirtualClock, waitUntil } from "@hybrid-stream/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownBrowsers, ownProfiles, reason, skipped } from "./support/chromium.js";
import { type LoopbackControl, startLoopbackControl } from "./support/loopback-control.js";
import { loopbackSource, readToEnd } from "./support/open-source.js";

const never = new AbortController().signal;
const params = { channel: "show-42" };

let control: LoopbackControl;
const opened: MediaSource[] = [];
beforeEach(async () => {
  control = await startLoopbackControl();
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
  await control.close();
  expect(ownBrowsers()).toEqual([]);
  expect(ownProfiles()).toEqual([]);
});

async function open(more: Parameters<typeof loopbackSource>[1] = {}): Promise<MediaSource> {
  const source = await loopbackSource(control, more)(params, never);
  opened.push(source);
  return source;
}
const untilPresent = (source: MediaSource, expected: boolean | null): Promise<void> =>
  waitUntil(() => source.status?.().publisherPresent === expected, {
    what: `publisherPresent ${expected}`,
    timeoutMs: 60_000,
    intervalMs: 50,
  });

describe.skipIf(skipped)(`the browser source${reason}`, { timeout: 240_000 }, () => {
  it("joins as the order says, tells hosts and cost, renews its token and joins again", async () => {
    const source = await open({ uid: 2_000_000_007 });
    const reading = readToEnd(source);
    await control.until("the join", (facts) => facts.some(({ joined }) => joined));
    expect(control.facts.find(({ joined }) => joined)?.joined).toMatchObject({
      channel: "show-42",
      uid: 2_000_000_007,
      token: "token 1",
    });
    await untilPresent(source, false);
    await control.command({ name: "publish", host: "1", width: 320, height: 180 });
    await control.command({ name: "publish", host: "2", width: 320, height: 180 });
    await untilPresent(source, true);
    await control.command({ name: "unpublish", host: "1" });
    expect(source.status?.().publisherPresent).toBe(true);

    const measured = () => source.status?.().cpuPercent ?? 0;
    await waitUntil(() => measured() > 0, { what: "the CPU share", timeoutMs: 10_000, intervalMs: 200 });
    expect(source.status?.().residentBytes).toBeGreaterThan(50_000_000);

    await control.command({ name: "expire" });
    await control.until("the renewal", (facts) => facts.some(({ renewed }) => renewed === "token 2"));
    await control.command({ name: "drop" });
    await control.until("it to leave first", (facts) => facts.some(({ left }) => left));
    await control.until("the rejoin", (facts) => facts.some(({ joined }) => joined?.token === "token 3"));
    await untilPresent(source, false);
    await source.close();
    expect(await reading).toBeNull();
  });

  it("ends with browser-crashed when the browser is killed, and can be opened again", async () => {
    const source = await open();
    const reading = readToEnd(source);
    for (const { pid, isMain } of ownBrowsers()) if (isMain) process.kill(pid, "SIGKILL");
    expect(await reading).toMatchObject({ code: "browser-crashed", fault: "provider", retry: "safe" });
    expect(source.status?.().publisherPresent).toBeNull();
    await source.close();
    expect(ownProfiles()).toEqual([]);
    await open();
  });

  it("keeps little for a reader that stands still, and gives up rather than lose pieces", async () => {
    const source = await open({ maxBufferBytes: 65_536, framesPerSecond: 30, width: 640, height: 360 });
    await control.command({ name: "publish" });
    await untilPresent(source, null);
    expect(await readToEnd(source)).toMatchObject({
      code: "browser-crashed",
      message: "What the browser recorded was not read for so long that its buffer is full.",
    });
  });

  it("says why the channel could not be joined, and leaves nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "refusing-channel-"));
    const file = join(folder, "channel.js");
    const told = `fetch("${control.adapter.connectTo[0]}/facts", { method: "POST", body: '{"did":"refuse"}' })`;
    const refusal = `Object.assign(new Error("with a token in it"), { code: "CAN_NOT_GET_GATEWAY_SERVER" })`;
    await writeFile(file, `window.hybridStreamChannel = { join: async () => { await ${told}; throw ${refusal}; } };`);
    const clock = createVirtualClock();
    const channelAdapter = { ...control.adapter, file };
    const opening = loopbackSource(control, { channelAdapter, clock, openTimeoutMs: 30_000, silenceTimeoutMs: 60_000 })(
      params,
      never,
    );
    const refused = expect(opening).rejects.toMatchObject({
      code: "source-unreadable",
      message: expect.stringContaining("could not join the channel (CAN_NOT_GET_GATEWAY_SERVER)"),
    });
    // Before its second try it has told why the first one failed.
    await control.until("a second try", (facts) => facts.filter(({ did }) => did === "refuse").length > 1, 90_000);
    await clock.advance(30_000);
    await refused;
    await rm(folder, { recursive: true });
  });

  it("stops opening when the relay stops", async () => {
    const stop = new AbortController();
    const opening = loopbackSource(control)(params, stop.signal);
    await waitUntil(() => ownBrowsers().length > 0, { what: "the browser", timeoutMs: 60_000, intervalMs: 10 });
    stop.abort("stopped");
    await expect(opening).rejects.toBe("stopped");
  });

  it("does not start a browser that is not there, or for an order that is wrong", async () => {
    const missing = loopbackSource(control, { browserPath: "/nowhere/chrome" })(params, never);
    await expect(missing).rejects.toMatchObject({ code: "browser-not-found" });
    await expect(loopbackSource(control)({ room: 7 }, never)).rejects.toMatchObject({
      code: "invalid-options",
      field: "channel",
    });
  });
});
