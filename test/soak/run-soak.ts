import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFfmpeg } from "@hybrid-stream/ffmpeg-process";
import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { hlsOrigin } from "@hybrid-stream/hls-origin";
import { HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import { makeMediaFile, smallPicture } from "../bench/shared/media-file.js";
import { pause } from "../bench/shared/pause.js";
import { readWhenQuiet } from "./leaks.js";
import { collectGarbage, type Reading, takeReading } from "./readings.js";
import { type Verdict, verdictOf } from "./verdict.js";

/** How long to soak. */
export interface SoakOptions {
  readonly channels: number;
  readonly cycles: number;
  /** How long all channels are live together in each cycle. */
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** What was held when. */
export interface SoakResult extends Verdict {
  /** Listening, before the first channel. */
  readonly before: Reading;
  /** After each cycle, when it was quiet again. */
  readonly afterCycles: readonly Reading[];
  /** While all channels of the last cycle were live. */
  readonly live: Reading;
  /** After `close()`, beside what the process held before it had an orchestrator. */
  readonly closed: { readonly before: Reading; readonly after: Reading };
}

async function runCycle(request: {
  readonly hybrid: HybridStreamOrchestrator;
  readonly channelIds: readonly string[];
  readonly path: string;
  readonly seconds: number;
  readonly whileLive: () => void;
}): Promise<void> {
  const { hybrid, channelIds, path, seconds, whileLive } = request;
  const source = { kind: "file", path, loop: true } as const;
  await Promise.all(
    channelIds.map((channelId) => hybrid.startChannel({ channelId, mode: "hybrid", source }, { waitUntil: "live" })),
  );
  await pause(seconds * 1000);
  whileLive();
  await Promise.all(channelIds.map((channelId) => hybrid.endChannel(channelId, { waitUntil: "confirmed" })));
}

/** Starts and ends many channels in this process, again and again, and reads what is left each time. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), "hybrid-stream-soak-"));
  try {
    return await soakIn(folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function soakIn(folder: string, { channels, cycles, seconds, say }: SoakOptions): Promise<SoakResult> {
  const path = join(folder, "source.mp4");
  const directory = join(folder, "origin");
  const tools = await findFfmpeg();
  await makeMediaFile({ ffmpeg: tools.ffmpeg, path, ...smallPicture });
  const read = (): Reading => {
    collectGarbage();
    return takeReading(directory);
  };
  const beforeAll = read();
  const origin = hlsOrigin({ directory, secret: "only for this soak", rtmp: { port: 0 }, http: { port: 0 } });
  await origin.start();
  const relays = [ffmpegRelay({ maxConcurrent: channels })];
  const hybrid = new HybridStreamOrchestrator({ namespace: "soak", relays, platforms: [origin] });
  const afterCycles: Reading[] = [];
  let live = beforeAll;
  let before: Reading;
  try {
    await hybrid.start();
    before = read();
    const channelIds = Array.from({ length: channels }, (_, index) => `channel-${index + 1}`);
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      const whileLive = (): void => {
        live = takeReading(directory);
      };
      await runCycle({ hybrid, channelIds, path, seconds, whileLive });
      const after = await readWhenQuiet({ before, read, pause });
      afterCycles.push(after);
      say(`cycle ${cycle} of ${cycles}: ${live.children} processes while live, ${after.children} after`);
    }
  } finally {
    await hybrid.close();
  }
  const closed = { before: beforeAll, after: await readWhenQuiet({ before: beforeAll, read, pause }) };
  return { before, afterCycles, live, closed, ...verdictOf({ before, afterCycles, closed, channels }) };
}
