import { join } from "node:path";
import { findFfmpeg } from "@hybrid-stream/ffmpeg-process";
import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { hlsOrigin } from "@hybrid-stream/hls-origin";
import { HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import type { ChannelSource } from "@hybrid-stream/spec";
import type { Figure, Findings, Measure, MeasureContext } from "../shared/measure.js";
import { fullPicture, makeMediaFile } from "../shared/media-file.js";
import { median, spreadOf } from "../shared/statistics.js";
import { type RunTimes, runBare } from "../time-to-live/bare-run.js";
import { runSdk } from "../time-to-live/sdk-run.js";

const goal = { atMost: 1.15 } as const;

interface Pair {
  readonly sdk: RunTimes;
  readonly bare: RunTimes;
}

interface SourceRuns {
  /** The first run in this process: FFmpeg is asked what it can do, the loop begins. */
  readonly first: RunTimes;
  readonly pairs: readonly Pair[];
}

type Host = Parameters<typeof runSdk>[0];

/** Pairs, whose order changes so that neither always runs on a warmer machine. */
async function runPairs(host: Host, pairs: number): Promise<SourceRuns> {
  const { origin, channelId } = host;
  const first = await runSdk({ ...host, channelId: `${channelId}-first` });
  if (first.command.length === 0) throw new Error("The relay's FFmpeg was not found among this process's children.");
  const found: Pair[] = [];
  for (let index = 0; index < pairs; index += 1) {
    const bare = () => runBare({ origin, command: first.command, name: `${channelId}-${index}` });
    const sdk = () => runSdk({ ...host, channelId: `${channelId}-${index}` });
    if (index % 2 === 0) {
      const sdkRun = await sdk();
      found.push({ sdk: sdkRun, bare: await bare() });
    } else {
      const bareRun = await bare();
      found.push({ sdk: await sdk(), bare: bareRun });
    }
  }
  return { first, pairs: found };
}

function figuresOf(name: string, { first, pairs }: SourceRuns): Figure[] {
  const seconds = (what: string, values: readonly number[]): Figure => ({
    name: `${name}: ${what}`,
    unit: "s",
    value: spreadOf(values.map((milliseconds) => milliseconds / 1000)),
    goal: null,
  });
  // A channel that is `degraded` by a busy machine is served, and has no such event.
  const liveEvents = pairs.map(({ sdk }) => sdk.liveEvent).filter((at) => at !== null);
  return [
    {
      name: `${name}: SDK ÷ bare FFmpeg`,
      unit: "x",
      value: spreadOf(pairs.map(({ sdk, bare }) => sdk.secondSegment / bare.secondSegment)),
      goal,
    },
    seconds(
      "SDK",
      pairs.map(({ sdk }) => sdk.secondSegment),
    ),
    seconds(
      "bare FFmpeg",
      pairs.map(({ bare }) => bare.secondSegment),
    ),
    ...(liveEvents.length === 0 ? [] : [seconds("event channel:live", liveEvents)]),
    seconds("first in the process", [first.secondSegment]),
  ];
}

const stages: readonly [keyof RunTimes, string][] = [
  ["streamCreated", "stream created"],
  ["ffmpegStarted", "FFmpeg started"],
  ["publisherConnected", "publisher connected"],
  ["firstSegment", "first segment visible"],
  ["secondSegment", "second segment visible"],
  ["liveEvent", "event channel:live"],
];

function breakdown(name: string, { pairs }: SourceRuns): string {
  const middle = (of: (pair: Pair) => number | null): string => {
    const values = pairs.map(of).filter((value) => value !== null);
    return values.length === 0 ? "–" : `${Math.round(median(values))}`;
  };
  const parts = stages.map(
    ([stage, what]) => `${what} ${middle(({ sdk }) => sdk[stage])} (${middle(({ bare }) => bare[stage])})`,
  );
  return `Where the time goes, ${name}, medians in ms since the order (bare FFmpeg in brackets): ${parts.join(", ")}.`;
}

async function run({ quick, folder, say }: MeasureContext): Promise<Findings> {
  const { ffmpeg } = await findFfmpeg();
  const path = join(folder, "full.mp4");
  await makeMediaFile({ ffmpeg, path, ...fullPicture });
  const origin = hlsOrigin({ secret: "only for this measurement", rtmp: { port: 0 }, http: { port: 0 } });
  await origin.start();
  const hybrid = new HybridStreamOrchestrator({ namespace: "bench", relays: [ffmpegRelay()], platforms: [origin] });
  const sources: Record<string, ChannelSource> = {
    copy: { kind: "file", path, loop: true },
    transcode: { kind: "test-picture" },
  };
  const figures: Figure[] = [];
  const notes = [
    "From the call of startChannel, or the start of bare FFmpeg, to the second visible segment; the same origin, the same FFmpeg command line (read from the SDK's own process) and the same look at the playlist every 100 ms. Bare FFmpeg gets its stream made beforehand. copy: a looped H.264/AAC file of 1280x720; transcode: the test picture.",
  ];
  try {
    for (const [name, source] of Object.entries(sources)) {
      say(`time-to-live: ${name}`);
      const runs = await runPairs({ hybrid, origin, channelId: name, source }, quick ? 2 : 5);
      figures.push(...figuresOf(name, runs));
      notes.push(breakdown(name, runs));
    }
    return { figures, notes };
  } finally {
    await hybrid.close();
  }
}

export const timeToLive: Measure = {
  name: "time-to-live",
  what: "from order to live, against bare FFmpeg into the same origin",
  run,
};
