import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { hlsOrigin } from "@hybrid-stream/hls-origin";
import { HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import { type ErrorSummary, toHybridStreamError } from "@hybrid-stream/spec";
import { watchForFailure } from "./give-up.js";
import type { DemoOptions } from "./options.js";
import { type OpenPage, openPage } from "./page/open-page.js";
import { type DemoResult, Scoreboard } from "./result.js";
import type { StopRequest } from "./stop-request.js";
import { Timeline } from "./timeline.js";

const channelId = "demo";
/** How long the end may take, before it is left to FFmpeg's guards. Milliseconds. */
const endMs = 4_000;

interface DemoRun {
  readonly options: DemoOptions;
  readonly stop: StopRequest;
  readonly say: (line: string) => void;
}

/** Carries the channel until it is asked to stop. Never throws: what went wrong stands in the result. */
export async function runDemo({ options, stop, say }: DemoRun): Promise<DemoResult> {
  const board = new Scoreboard();
  // All of this runs on this machine, so asking often costs nothing; a host keeps the defaults.
  const hybrid = new HybridStreamOrchestrator({
    namespace: "demo",
    relays: [ffmpegRelay()],
    platforms: [hlsOrigin({ rtmp: { port: 0 }, http: { port: 0 } })],
    policy: { livePollSeconds: 2, vendorPollSeconds: 2 },
  });
  let page: OpenPage | null = null;
  let error: ErrorSummary | undefined;
  try {
    const timeline = new Timeline(say);
    page = await openPage({ hybrid, channelId, board, timeline, stop, port: options.port });
    say(`\n  Page      ${page.url}\n`);
    error = await carry({ hybrid, board, timeline, options, stop });
    if (error === undefined && board.timeToLiveMs !== null) timeline.tell("ending");
    await hybrid.endChannel(channelId, { waitUntil: "confirmed", signal: AbortSignal.timeout(endMs) });
    await page.finish();
  } catch (thrown) {
    error ??= toHybridStreamError(thrown).toJSON();
  } finally {
    await page?.close();
    await hybrid.close();
  }
  return board.result(error);
}

/** Orders the channel and follows it until somebody asks for the end, or it cannot go on. */
async function carry(show: {
  readonly hybrid: HybridStreamOrchestrator;
  readonly board: Scoreboard;
  readonly timeline: Timeline;
  readonly options: DemoOptions;
  readonly stop: StopRequest;
}): Promise<ErrorSummary | undefined> {
  const { hybrid, board, timeline, options, stop } = show;
  const { promise: over, resolve: end } = withResolvers<ErrorSummary | undefined>();
  const stopWatching = watchForFailure(hybrid, end);
  let timer: NodeJS.Timeout | undefined;
  timeline.follow(hybrid);
  hybrid.on("channel:snapshot", ({ snapshot }) => board.see(snapshot));
  hybrid.on("channel:failed", ({ error }) => end(error));
  hybrid.on("channel:phase", ({ to, reason }) => {
    if (to === "waiting" && reason === "source-ended" && board.timeToLiveMs !== null) stop.ask("source-ended");
  });
  hybrid.on("channel:live", ({ playback, timeToLiveMs }) => {
    if (timeToLiveMs === null) return;
    board.timeToLiveMs = timeToLiveMs;
    if (playback.kind === "hls") {
      board.playbackUrl = playback.url;
      timeline.tell(`playback: ${playback.url}`);
    }
    if (options.seconds !== null) timer = setTimeout(() => stop.ask("seconds"), options.seconds * 1000);
  });
  stop.signal.addEventListener("abort", () => end(undefined));
  if (stop.signal.aborted) end(undefined);
  try {
    timeline.tell(`ordered: mode hybrid, source ${options.source.kind}`);
    await hybrid.startChannel({ channelId, mode: "hybrid", source: options.source });
    return await over;
  } finally {
    stopWatching();
    clearTimeout(timer);
  }
}

function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
