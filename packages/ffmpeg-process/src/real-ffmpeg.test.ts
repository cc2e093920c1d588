import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isRunning, runningInGroup } from "../test/processes.js";
import { standIn, temporaryFolder } from "../test/stand-in.js";
import { waitFor } from "../test/wait-for.js";
import type { FfmpegTools } from "./ffmpeg-tools.js";
import { findFfmpeg } from "./find-ffmpeg.js";
import { probeMedia } from "./probe-media.js";
import { startFfmpeg } from "./start-ffmpeg.js";

const picture = ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=25"];
const encode = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"];
const folder = temporaryFolder();
let tools: FfmpegTools;

beforeAll(async () => {
  tools = await findFfmpeg();
});
afterAll(() => folder.remove());

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function host(): Promise<{ child: ChildProcess; group: number; ffmpeg: number }> {
  const file = fileURLToPath(new URL("../test/host.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@hybrid-stream/source", "--import", "tsx", file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line]: unknown[] = await once(child.stdout, "data");
  const ids: { group: number; ffmpeg: number } = JSON.parse(String(line).split("\n")[0] ?? "");
  return { child, ...ids };
}

describe("the guard", () => {
  it("leaves no FFmpeg 5 s after kill -9 of the host", async () => {
    const { child, group, ffmpeg } = await host();
    expect(isRunning(ffmpeg)).toBe(true);
    child.kill("SIGKILL");
    await waitFor("an empty group", () => runningInGroup(group).length === 0, 5_000);
  });

  it("also when FFmpeg hangs (SIGSTOP)", async () => {
    const { child, group, ffmpeg } = await host();
    process.kill(ffmpeg, "SIGSTOP");
    child.kill("SIGKILL");
    await waitFor("an empty group", () => runningInGroup(group).length === 0, 5_000);
  });
});

describe("startFfmpeg", () => {
  it("tells progress, use of the machine, and a clean stop", async () => {
    const running = startFfmpeg({
      tools,
      name: "plain",
      args: ["-re", ...picture, ...encode, "-y", "-f", "flv", "/dev/null"],
    });
    const progress = await waitFor("a bitrate", () => (running.progress?.bitrateKbps ? running.progress : null));
    expect(progress.frame).toBeGreaterThan(0);
    expect(progress.mediaTimeMs).toBeGreaterThan(0);
    expect(progress.speed).toBeGreaterThan(0);
    const usage = running.usage();
    expect(usage.residentBytes).toBeGreaterThan(1_000_000);
    expect(usage.cpuPercent).toBeGreaterThan(0);
    const exit = await running.stop();
    expect(exit).toMatchObject({ kind: "stopped", code: 255, hadProgress: true });
    expect(running.usage()).toEqual({ residentBytes: null, cpuPercent: null });
    expect(runningInGroup(running.pid)).toEqual([]);
  });

  it("names the stall of a peer that stops reading, and still stops within the ladder", async () => {
    const sockets: Socket[] = [];
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      socket.on("error", () => {});
      sockets.push(socket);
    });
    const port = await listen(server);
    const args = [
      ...["-re", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=25"],
      "-c:v",
      "rawvideo",
      "-f",
      "nut",
      `tcp://127.0.0.1:${port}`,
    ];
    const running = startFfmpeg({ tools, name: "stalled", args, stall: { noProgressMs: 1_500 } });
    await waitFor("the stall", () => running.stalled);
    expect(isRunning(running.ffmpegPid ?? 0)).toBe(true);
    expect(await running.stop()).toMatchObject({ kind: "stopped" });
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it("encodes what is piped in, and ends when that ends", async () => {
    const file = join(folder.path, "clip.ts");
    const made = startFfmpeg({
      tools,
      name: "make",
      args: [...picture, "-t", "2", ...encode, "-g", "25", "-y", "-f", "mpegts", file],
    });
    expect(await made.exited).toMatchObject({ kind: "source-ended", code: 0 });
    const copy = join(folder.path, "copy.flv");
    const args = ["-f", "mpegts", "-i", "pipe:4", "-c", "copy", "-y", "-f", "flv", copy];
    const piped = startFfmpeg({ tools, name: "pipe", args, input: createReadStream(file) });
    expect(await piped.exited).toMatchObject({ kind: "source-ended", code: 0 });
    const probe = await probeMedia({ tools, input: copy });
    expect(probe.video).toMatchObject({ codec: "h264", width: 320, height: 240, framesPerSecond: 25 });
    expect(probe.video?.keyframeIntervalSeconds).toBeCloseTo(1, 1);
    expect(probe.video?.bitrateKbps).toBeGreaterThan(50);
    expect(probe.audio).toBeNull();
  });

  it("tells why a source or a destination does not work", async () => {
    const run = (args: string[]) => startFfmpeg({ tools, name: "fails", args }).exited;
    expect(await run(["-i", "/no/such.mp4", "-f", "flv", "/dev/null"])).toMatchObject({ kind: "source-unreadable" });
    expect(await run(["-i", fileURLToPath(import.meta.url), "-f", "null", "-"])).toMatchObject({
      kind: "source-unreadable",
    });
    expect(await run([...picture, "-c:v", "nope", "-f", "null", "-"])).toMatchObject({ kind: "crashed" });
    const server = createServer();
    const port = await listen(server);
    server.close();
    await once(server, "close");
    const refused = await run([...picture, ...encode, "-f", "flv", `rtmp://127.0.0.1:${port}/live/the-key`]);
    expect(refused).toMatchObject({ kind: "destination-refused", code: 1, hadProgress: false });
    expect(refused.reason).toContain("Connection refused");
  });

  it("tells a destination that hangs up early from one that hangs up late", async () => {
    const hangUpAfter = async (bytes: number) => {
      const server = createServer((socket) => {
        let got = 0;
        socket.on("error", () => {});
        socket.on("data", (chunk) => {
          got += chunk.length;
          if (got >= bytes) socket.resetAndDestroy();
        });
      });
      const port = await listen(server);
      // Small pictures, each sent at once: the system's buffers never take more than a server that hangs up has read.
      const small = ["-vf", "scale=16:16", "-c:v", "rawvideo", "-flush_packets", "1", "-f", "nut"];
      const args = ["-re", ...picture, ...small, `tcp://127.0.0.1:${port}`];
      const exit = await startFfmpeg({ tools, name: "hang-up", args }).exited;
      server.close();
      return exit.kind;
    };
    expect(await hangUpAfter(20_000)).toBe("destination-lost");
    expect(await hangUpAfter(1)).toBe("destination-refused");
  });

  it("leaks no descriptor and no process over 50 runs", async () => {
    const args = [...picture, "-t", "0.2", ...encode, "-y", "-f", "flv", "/dev/null"];
    const run = () => startFfmpeg({ tools, name: "short", args, input: createReadStream(tools.ffmpeg, { end: 99 }) });
    await run().exited;
    const before = readdirSync("/proc/self/fd").length;
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const timersBefore = timers();
    const groups: number[] = [];
    for (let batch = 0; batch < 10; batch += 1) {
      const running = Array.from({ length: 5 }, run);
      groups.push(...running.map((each) => each.pid));
      await Promise.all(running.map((each) => each.exited));
    }
    expect(groups.filter((group) => runningInGroup(group).length > 0)).toEqual([]);
    await waitFor("closed descriptors", () => readdirSync("/proc/self/fd").length <= before, 5_000);
    expect(timers()).toBeLessThanOrEqual(timersBefore);
  });
});

describe("probeMedia", () => {
  it("tells streams from the first bytes of a pipe", async () => {
    const file = join(folder.path, "head.flv");
    const args = [...picture, "-t", "2", ...encode, "-y", "-f", "flv", file];
    await startFfmpeg({ tools, name: "make", args }).exited;
    const head = readFileSync(file).subarray(0, 100_000);
    const probe = await probeMedia({ tools, input: "pipe:0", head, args: ["-f", "flv"] });
    expect(probe.video).toMatchObject({ codec: "h264", width: 320 });
  });

  it("says what cannot be read, without what is secret in the address", async () => {
    const input = "http://user:pass@127.0.0.1:1/x.m3u8?token=abcdef";
    const thrown = await probeMedia({ tools, input }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: "source-unreadable", field: "source" });
    expect(JSON.stringify(thrown)).not.toMatch(/pass|abcdef/);
  });

  it("tells a crash of ffprobe from a source that cannot be read", async () => {
    const { ffmpeg } = standIn(folder.path, "crashing-ffprobe", "kill -SEGV $$");
    const crashed = probeMedia({ tools: { ...tools, ffprobe: ffmpeg }, input: "x" });
    await expect(crashed).rejects.toMatchObject({
      code: "ffmpeg-crashed",
      message: expect.stringContaining("SIGSEGV"),
    });
  });

  it("gives up in time, and needs an ffprobe", async () => {
    const server = createServer();
    const port = await listen(server);
    const mute = probeMedia({ tools, input: `tcp://127.0.0.1:${port}`, timeoutMs: 500 });
    await expect(mute).rejects.toMatchObject({
      code: "source-unreadable",
      message: expect.stringContaining("in time"),
    });
    server.close();
    const without = probeMedia({ tools: { ...tools, ffprobe: null }, input: "x" });
    await expect(without).rejects.toMatchObject({ code: "ffmpeg-not-found", field: "ffprobePath" });
  });
});
