import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tcpMediaSource } from "@hybrid-stream/agora/browser-source";
import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { afterEach, expect, it } from "vitest";
import { localShow } from "../../../../test/e2e/local-show.js";
import { ffmpegBelow } from "../../../../test/support/descendants.js";
import { until } from "../../../../test/support/until.js";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  expect(ffmpegBelow()).toEqual([]);
});

/** A sidecar that tries until somebody listens, and is killed by what this gives back. */
async function startSidecar(path: string): Promise<() => Promise<void>> {
  const picture = ["-re", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=15"];
  const encode = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-pix_fmt", "yuv420p"];
  let stopped = false;
  let kill: () => void = () => {};
  const run = async (): Promise<void> => {
    while (!stopped) {
      const args = ["-v", "quiet", ...picture, ...encode, "-f", "mpegts", `unix:${path}`];
      const program = spawn(process.env.FFMPEG_PATH ?? "ffmpeg", args, { stdio: "ignore" });
      kill = () => program.kill("SIGKILL");
      await once(program, "exit");
    }
  };
  const running = run();
  return async () => {
    stopped = true;
    kill();
    await running;
  };
}

it("carries a native sidecar's media to viewers, and goes on when the sidecar was killed", {
  timeout: 180_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "sidecar-show-"));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  const pathOf = (channel: unknown): string => join(folder, `${String(channel)}.sock`);
  const sidecar = tcpMediaSource({ container: "mpegts", path: ({ channel }) => pathOf(channel) });
  const show = localShow({ relays: [ffmpegRelay({ sources: { sidecar } })] });
  cleanUps.push(show.close);
  const stopFirst = await startSidecar(pathOf("show-42"));
  cleanUps.push(stopFirst);
  const source = { kind: "custom", name: "sidecar", params: { channel: "show-42" } } as const;
  await show.hybrid.startChannel({ channelId: "show-42", mode: "hybrid", source }, { waitUntil: "live" });
  await show.nextSegment("show-42", 15_000);

  await stopFirst();
  const channel = () => show.hybrid.getChannel("show-42");
  await until("the loss to be seen", 35_000, async () => (await channel())?.phase !== "live");
  cleanUps.push(await startSidecar(pathOf("show-42")));
  await until("live again", 90_000, async () => (await channel())?.phase === "live");
  await show.nextSegment("show-42", 15_000);
  expect((await channel())?.relayRestarts).toBeGreaterThan(0);
  await show.hybrid.endChannel("show-42", { waitUntil: "confirmed" });
});
