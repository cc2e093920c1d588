import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { download, movement, streamsOf } from "./support/media.js";
import { type Program, startDemo } from "./support/program.js";

let folder = "";
let demo: Program | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "demo-relays-test-"));
});
afterEach(async () => {
  await demo?.dispose();
  demo = null;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const relays = ["agora-media-push", "agora-cloud-recording"] as const;
const nothingIsLeft = (program: Program): void => {
  expect(program.processes()).toEqual([]);
  expect(program.leftovers()).toEqual([]);
};

describe("npm run demo with simulated Agora", { timeout: 180_000 }, () => {
  it.each(relays)("shows a moving picture through %s, says that it is simulated, and ends by itself", async (relay) => {
    demo = startDemo("--relay", relay, "--seconds", "8", "--json");
    const [, url = ""] = await demo.said(/playback: (http:\S+)/);
    const file = join(folder, `${relay}.mp4`);
    await download(url, file);
    expect(await streamsOf(file)).toEqual(["aac", "h264 1280x720"]);
    expect(await movement(file)).toBeGreaterThan(0.02);

    expect(await demo.exited).toBe(0);
    const lines = demo.stdout().trimEnd().split("\n");
    expect(lines).toHaveLength(1);
    const result: unknown = JSON.parse(lines[0] ?? "");
    expect(result).toMatchObject({ phase: "ended", playbackUrl: url, timeToLiveMs: expect.any(Number) });
    expect(demo.stderr()).toContain("Agora is SIMULATED on this machine");
    const steps = "stream created,relay started,relay delivers,ingest receives,playlist appears,live".split(",");
    for (const step of steps) expect(demo.stderr()).toMatch(new RegExp(`\\d s {2}${step}`));
    nothingIsLeft(demo);
  });

  it.each(relays)("goes on when %s is killed from the page, and ends from there, without a secret", async (relay) => {
    demo = startDemo("--relay", relay);
    const [, page = ""] = await demo.said(/Page {6}(http:\S+)/);
    const told = fetch(new URL("/events", page)).then((response) => response.text());
    await demo.said(/playback: http/);
    const publisher = demo.processes().find(({ commandLine }) => /^\S*ffmpeg\S* .*rtmp:/.test(commandLine));
    const streamKey = /rtmp:\S+\/(\S+)/.exec(publisher?.commandLine ?? "")?.[1] ?? "";
    expect(streamKey.length).toBeGreaterThan(10);

    const press = async (path: string): Promise<string> =>
      (await fetch(new URL(path, page), { method: "POST" })).text();
    expect(await press("/kill-relay")).toContain("The relay was killed.");
    await demo.said(/relay started again/);
    expect(await press("/end")).toContain("The show ends.");
    expect(await demo.exited).toBe(0);
    expect(demo.stdout()).toMatch(/ended: live after \S+ s, \d+ segments, [1-9]\d* relay restarts/);
    // What the page knows is what the journal, the snapshots and the relay's errors say.
    const shown = await told;
    expect(shown).toContain("Agora is SIMULATED on this machine");
    expect(shown).toContain(`The relay ${relay}`);
    const output = `${shown}\n${demo.stdout()}\n${demo.stderr()}`;
    for (const secret of [streamKey, "ticket=", "Basic "]) expect(output).not.toContain(secret);
    nothingIsLeft(demo);
  });

  it("ends at Ctrl-C before it was live, too", async () => {
    demo = startDemo("--relay", "agora-cloud-recording");
    await demo.said(/relay started/);
    demo.child.kill("SIGINT");
    expect(await demo.exited).toBe(130);
    expect(demo.stdout()).toContain("Stopped before it was live.");
    nothingIsLeft(demo);
  });

  it("loads nothing of Agora for those who did not ask for it", async () => {
    // Node writes there which modules a process has loaded.
    const loaded = join(folder, "loaded");
    vi.stubEnv("NODE_V8_COVERAGE", loaded);
    demo = startDemo("--seconds", "1");
    vi.unstubAllEnvs();
    expect(await demo.exited).toBe(0);
    const text = readdirSync(loaded).map((name) => readFileSync(join(loaded, name), "utf8"));
    const modules = [...text.join("\n").matchAll(/"url":"(file:[^"]+)"/g)].map(([, url]) => url);
    expect(modules).toContainEqual(expect.stringContaining("/packages/ffmpeg-relay/src/"));
    expect(modules.filter((url = "") => /\/agora[^/]*\/|\/msw\/|simulated-agora/.test(url))).toEqual([]);
  });
});
