import { join } from "node:path";
import { findFfmpeg } from "@hybrid-stream/ffmpeg-process";
import { type Host, startHost } from "../remote/host.js";
import type { Figure, Findings, Measure, MeasureContext } from "../shared/measure.js";
import { makeMediaFile, smallPicture } from "../shared/media-file.js";
import { pause } from "../shared/pause.js";
import { descendantsOf } from "../shared/processes.js";
import { median, spreadOf } from "../shared/statistics.js";

const copies = 8;

/** Time that a window of measurement took and used. Milliseconds. */
interface Window {
  readonly elapsedMs: number;
  readonly nodeMs: number;
  readonly ffmpegMs: number;
}

/** The relays' FFmpeg, without the origin's. */
function ffmpegCpuMs({ pid, originPid }: Host): number {
  const relays = descendantsOf(pid, [originPid]).filter(({ name }) => name.startsWith("ffmpeg"));
  return relays.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

async function watch(host: Host, windows: number, windowMs: number): Promise<Window[]> {
  const found: Window[] = [];
  for (let index = 0; index < windows; index += 1) {
    const before = await host.call("usage", { collect: false });
    const ffmpegBefore = ffmpegCpuMs(host);
    await pause(windowMs);
    const after = await host.call("usage", { collect: false });
    found.push({
      elapsedMs: after.atMs - before.atMs,
      nodeMs: after.cpuMs - before.cpuMs,
      ffmpegMs: ffmpegCpuMs(host) - ffmpegBefore,
    });
  }
  return found;
}

const coreShare = ({ nodeMs, elapsedMs }: Window): number => (nodeMs / elapsedMs) * 100;

function figuresOf(idle: readonly Window[], transcode: readonly Window[], copy: readonly Window[]): Figure[] {
  const idleShare = median(idle.map(coreShare));
  const figure = (name: string, values: readonly number[], unit: string, goal: Figure["goal"] = null): Figure => ({
    ...{ name, unit, goal },
    value: spreadOf(values),
  });
  return [
    figure(
      "Node ÷ FFmpeg, 1 transcode",
      transcode.map(({ nodeMs, ffmpegMs }) => (nodeMs / ffmpegMs) * 100),
      "%",
      { atMost: 2 },
    ),
    figure(
      "Node per relay, 8 copies",
      copy.map((window) => (coreShare(window) - idleShare) / copies),
      "% core",
      { atMost: 0.3 },
    ),
    figure("Node, no relay", idle.map(coreShare), "% core"),
    figure("Node, 1 transcode", transcode.map(coreShare), "% core"),
    figure(
      "FFmpeg, 1 transcode",
      transcode.map(({ ffmpegMs, elapsedMs }) => (ffmpegMs / elapsedMs) * 100),
      "% core",
    ),
    figure(
      "FFmpeg per relay, 8 copies",
      copy.map(({ ffmpegMs, elapsedMs }) => ((ffmpegMs / elapsedMs) * 100) / copies),
      "% core",
    ),
  ];
}

async function run({ quick, folder }: MeasureContext): Promise<Findings> {
  const { ffmpeg } = await findFfmpeg();
  const path = join(folder, "small.mp4");
  await makeMediaFile({ ffmpeg, path, ...smallPicture });
  const windowMs = quick ? 5_000 : 20_000;
  const windows = quick ? 1 : 3;
  const settleMs = quick ? 2_000 : 8_000;
  const host = await startHost();
  try {
    await pause(settleMs);
    const idle = await watch(host, windows, windowMs);

    await host.call("startChannels", { names: ["picture"], source: { kind: "test-picture" } });
    await pause(settleMs);
    const transcode = await watch(host, windows, windowMs);
    await host.call("endChannels", ["picture"]);

    const names = Array.from({ length: copies }, (_, index) => `copy-${index + 1}`);
    await host.call("startChannels", { names, source: { kind: "file", path, loop: true } });
    await pause(settleMs);
    const copy = await watch(host, windows, windowMs);
    await host.call("endChannels", names);
    return {
      figures: figuresOf(idle, transcode, copy),
      notes: [
        `Windows of ${windowMs / 1000} s while live. Node: user and system time of the host's process (orchestrator and ffmpegRelay()); FFmpeg: of its children, from /proc. The origin runs in a process of its own and is not counted.`,
        "1 transcode: the test picture, 1280x720 at 30 frames. 8 copies: a looped H.264/AAC file; the host without a relay is subtracted. On the transcode path nothing is subtracted.",
      ],
    };
  } finally {
    await host.close();
  }
}

export const nodeCpuPerRelay: Measure = {
  name: "node-cpu-per-relay",
  what: "what supervising costs beside FFmpeg itself",
  run,
};
