import { join } from "node:path";
import { findFfmpeg } from "@hybrid-stream/ffmpeg-process";
import type { ChannelSource } from "@hybrid-stream/spec";
import { type Host, startHost } from "../remote/host.js";
import type { Findings, Measure, MeasureContext } from "../shared/measure.js";
import { makeMediaFile, smallPicture } from "../shared/media-file.js";
import { pause } from "../shared/pause.js";
import { median, spreadOf } from "../shared/statistics.js";

const relays = 20;
const samples = 5;
/** What starting takes for a moment stays in RSS; hosts do not start twenty shows in the same second. */
const startedAtOnce = 4;
const megabyte = 1_000_000;

interface Memory {
  readonly residentBytes: number;
  readonly heapBytes: number;
}

async function settledMemory(host: Host, settleMs: number): Promise<Memory> {
  await pause(settleMs);
  const resident: number[] = [];
  const heap: number[] = [];
  for (let index = 0; index < samples; index += 1) {
    const usage = await host.call("usage", { collect: true });
    resident.push(usage.residentBytes);
    heap.push(usage.heapBytes);
    await pause(1_000);
  }
  return { residentBytes: median(resident), heapBytes: median(heap) };
}

/** A fresh host each time: what a process once took it does not give back. */
async function measureOnce(source: ChannelSource, settleMs: number): Promise<{ one: Memory; many: Memory }> {
  const host = await startHost();
  try {
    await host.call("startChannels", { names: ["relay-1"], source });
    const one = await settledMemory(host, settleMs);
    const names = Array.from({ length: relays - 1 }, (_, index) => `relay-${index + 2}`);
    while (names.length > 0) await host.call("startChannels", { names: names.splice(0, startedAtOnce), source });
    return { one, many: await settledMemory(host, settleMs) };
  } finally {
    await host.close();
  }
}

async function run({ quick, folder }: MeasureContext): Promise<Findings> {
  const { ffmpeg } = await findFfmpeg();
  const path = join(folder, "small.mp4");
  await makeMediaFile({ ffmpeg, path, ...smallPicture });
  const runs: { one: Memory; many: Memory }[] = [];
  for (let index = 0; index < (quick ? 1 : 5); index += 1) {
    runs.push(await measureOnce({ kind: "file", path, loop: true }, quick ? 3_000 : 12_000));
  }
  const perRelay = (bytes: (memory: Memory) => number): number[] =>
    runs.map(({ one, many }) => (bytes(many) - bytes(one)) / (relays - 1) / megabyte);
  return {
    figures: [
      {
        name: "RSS per further relay, 1 to 20",
        unit: "MB",
        value: spreadOf(perRelay((memory) => memory.residentBytes)),
        goal: { atMost: 1 },
      },
      {
        name: "heap per further relay",
        unit: "MB",
        value: spreadOf(perRelay((memory) => memory.heapBytes)),
        goal: null,
      },
      {
        name: "RSS of the host, 1 relay",
        unit: "MB",
        value: spreadOf(runs.map(({ one }) => one.residentBytes / megabyte)),
        goal: null,
      },
      {
        name: "RSS of the host, 20 relays",
        unit: "MB",
        value: spreadOf(runs.map(({ many }) => many.residentBytes / megabyte)),
        goal: null,
      },
    ],
    notes: [
      "The host's Node process alone, after garbage collection, copies of a looped file, median of 5 samples; started four at a time, a fresh process for each run. FFmpeg and its guard are processes of their own, and apart. Run from sources, so the host also holds what compiles TypeScript.",
    ],
  };
}

export const memoryPerRelay: Measure = {
  name: "memory-per-relay",
  what: "what a further relay takes in the host's own process",
  run,
};
