import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { download, ffmpeg, loudness, movement, streamsOf } from "./support/media.js";
import { type Program, startDemo } from "./support/program.js";

let folder = "";
let demo: Program | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "demo-test-"));
});
afterEach(async () => {
  await demo?.dispose();
  demo = null;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lastLine(program: Program): Record<string, unknown> {
  return JSON.parse(program.stdout().trimEnd().split("\n").at(-1) ?? "");
}

describe("npm run demo", () => {
  it("shows the test picture for some seconds, ends by itself and leaves nothing behind", async () => {
    demo = startDemo("--seconds", "8", "--json");
    const [, url = ""] = await demo.said(/playback: (http:\S+)/);
    const file = join(folder, "served.mp4");
    await download(url, file);
    expect(await streamsOf(file)).toEqual(["aac", "h264 1280x720"]);
    expect(await movement(file)).toBeGreaterThan(0.02);
    expect(await loudness(file)).toBeGreaterThan(-60);

    expect(await demo.exited).toBe(0);
    const result = lastLine(demo);
    expect(result).toMatchObject({ phase: "ended", playbackUrl: url, relayRestarts: 0 });
    expect(result.timeToLiveMs).toBeGreaterThan(0);
    expect(result.segments).toBeGreaterThanOrEqual(2);
    expect(result.viewersPeak).toBeGreaterThanOrEqual(1);
    expect(demo.stdout().trimEnd().split("\n")).toHaveLength(1);
    const steps = "stream created,relay started,relay delivers,ingest receives,playlist appears,live".split(",");
    for (const step of steps) expect(demo.stderr()).toMatch(new RegExp(`\\d s {2}${step}`));
    expect(demo.processes()).toEqual([]);
    expect(demo.leftovers()).toEqual([]);
  });

  it("passes a file through that a platform takes as it is", async () => {
    const file = join(folder, "fits.mp4");
    const picture = ["-f", "lavfi", "-i", "testsrc=s=640x360:r=30", "-f", "lavfi", "-i", "sine=r=48000"];
    const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "60", "-pix_fmt", "yuv420p", "-c:a", "aac"];
    await ffmpeg(...picture, "-t", "6", ...codecs, file);
    demo = startDemo("--seconds", "1", "--json", "--input", file);
    await demo.said(/encoding: copy/);
    expect(await demo.exited).toBe(0);
    expect(lastLine(demo)).toMatchObject({ phase: "ended", relayRestarts: 0 });
  });

  it("encodes a file that no platform takes", async () => {
    const file = join(folder, "other.webm");
    const picture = ["-f", "lavfi", "-i", "testsrc=s=320x180:r=25", "-f", "lavfi", "-i", "sine=r=48000"];
    const codecs = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"];
    await ffmpeg(...picture, "-t", "4", ...codecs, file);
    demo = startDemo("--seconds", "1", "--json", "--input", file);
    await demo.said(/encoding: transcode/);
    const [, url = ""] = await demo.said(/playback: (http:\S+)/);
    expect(await demo.exited).toBe(0);
    expect(lastLine(demo)).toMatchObject({ phase: "ended", playbackUrl: url });
  });

  it("says what is wrong with an input that cannot be read", async () => {
    demo = startDemo("--json", "--input", join(folder, "not-there.mp4"));
    expect(await demo.exited).toBe(1);
    expect(demo.stderr()).toContain("source-unreadable");
    expect(demo.stderr()).toContain("not-there.mp4");
    expect(lastLine(demo)).toMatchObject({ phase: "failed", timeToLiveMs: null, error: { code: "source-unreadable" } });
    expect(demo.processes()).toEqual([]);
    expect(demo.leftovers()).toEqual([]);
  });
});
