import { waitUntil } from "@hybrid-stream/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { type Program, startDemo } from "./support/program.js";

const started: Program[] = [];
const start = (...args: readonly string[]): Program => {
  const demo = startDemo(...args);
  started.push(demo);
  return demo;
};

afterEach(async () => {
  for (const demo of started.splice(0)) await demo.dispose();
});

const isLive = (demo: Program): Promise<unknown> => demo.said(/playback: http/);
const nothingRuns = (demo: Program): Promise<void> =>
  waitUntil(() => demo.processes().length === 0, { what: "the end of every process", timeoutMs: 5_000 });

describe("the end of the demo", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("comes within 5 s of %s, and nothing is left", async (signal) => {
    const demo = start();
    await isLive(demo);
    const orderedAt = performance.now();
    demo.child.kill(signal);
    expect(await demo.exited).toBe(0);
    // What the help promises to a person; the demo itself gives up waiting before that.
    expect(performance.now() - orderedAt).toBeLessThan(5_000);
    expect(demo.stdout()).toContain("ended: live after");
    expect(demo.processes()).toEqual([]);
    expect(demo.leftovers()).toEqual([]);
  });

  it("comes before it was live, too", async () => {
    const demo = start();
    await demo.said(/relay started/);
    demo.child.kill("SIGINT");
    expect(await demo.exited).toBe(130);
    expect(demo.stdout()).toContain("Stopped before it was live.");
    expect(demo.processes()).toEqual([]);
    expect(demo.leftovers()).toEqual([]);
  });

  it("comes at once with a second Ctrl-C, when FFmpeg does not want to end", async () => {
    const demo = start();
    await isLive(demo);
    const relay = demo.processes().find(({ commandLine }) => /^\S*ffmpeg\S* .*rtmp:/.test(commandLine));
    if (relay === undefined) throw new Error("There is no relay.");
    process.kill(relay.pid, "SIGSTOP");
    demo.child.kill("SIGINT");
    await demo.said(/Ending the show/);
    demo.child.kill("SIGINT");
    expect(await demo.exited).toBe(130);
    await nothingRuns(demo);
  });

  it("leaves no FFmpeg when the demo is killed, and the next one starts", async () => {
    const killed = start();
    await isLive(killed);
    expect(killed.processes().length).toBeGreaterThan(1);
    killed.child.kill("SIGKILL");
    await nothingRuns(killed);
    const next = start("--seconds", "1");
    expect(await next.exited).toBe(0);
  });
});
