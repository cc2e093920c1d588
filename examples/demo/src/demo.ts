import { once } from "node:events";
import { HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import { type ErrorSummary, toHybridStreamError } from "@hybrid-stream/spec";
import { FailureWatch } from "./give-up.js";
import { channelId, type DemoOptions, endMsOf } from "./options.js";
import { type OpenPage, openPage } from "./page/open-page.js";
import { openDemoPlatform } from "./platform/demo-platform.js";
import { openDemoRelay } from "./relay/demo-relay.js";
import { type DemoResult, Scoreboard } from "./result.js";
import type { StopRequest } from "./stop-request.js";
import { Timeline } from "./timeline.js";

interface Show {
  readonly hybrid: HybridStreamOrchestrator;
  readonly failure: FailureWatch;
  readonly board: Scoreboard;
  readonly timeline: Timeline;
  readonly options: DemoOptions;
  readonly stop: StopRequest;
}

interface DemoRun {
  readonly options: DemoOptions;
  readonly stop: StopRequest;
  readonly say: (line: string) => void;
}

/** Carries the channel until it is asked to stop. Never throws: what went wrong stands in the result. */
export async function runDemo({ options, stop, say }: DemoRun): Promise<DemoResult> {
  const board = new Scoreboard();
  const failure = new FailureWatch();
  const { platform, tls, notice: platformNotice, ...behind } = await openDemoPlatform(options.platform);
  const relay = await openDemoRelay({
    name: options.relay,
    channelId,
    tls,
    onError: (found) => failure.onRelayError(found),
    onWebhook: (request) => hybrid.handleWebhook(request),
  });
  const notices = [relay.notice, platformNotice].filter((notice) => notice !== null);
  // All of this runs on this machine, so asking often costs nothing; a host keeps the defaults.
  const hybrid = new HybridStreamOrchestrator({
    namespace: "demo",
    relays: relay.relays,
    ...(relay.rtc !== undefined && { rtc: relay.rtc }),
    platforms: [platform],
    policy: { livePollSeconds: 2, vendorPollSeconds: 2 },
  });
  let page: OpenPage | null = null;
  let error: ErrorSummary | undefined;
  try {
    const timeline = new Timeline(say);
    const notice = notices.length === 0 ? null : notices.join(" ");
    page = await openPage({ hybrid, channelId, notice, board, timeline, stop, port: options.port });
    say(`\n  Page      ${page.url}\n`);
    for (const each of notices) say(`  ${each}\n`);
    error = await carry({ hybrid, failure, board, timeline, options, stop });
    if (error === undefined && board.timeToLiveMs !== null) timeline.tell("ending");
    await hybrid.endChannel(channelId, { waitUntil: "confirmed", signal: AbortSignal.timeout(endMsOf(options)) });
    await page.finish();
  } catch (thrown) {
    error ??= toHybridStreamError(thrown).toJSON();
  } finally {
    await page?.close();
    await hybrid.close();
    await relay.close();
    await behind.close();
  }
  return board.result(error);
}

/** Orders the channel and follows it until somebody asks for the end, or it cannot go on. */
async function carry({ hybrid, failure, board, timeline, options, stop }: Show): Promise<ErrorSummary | undefined> {
  failure.start(hybrid);
  const over = AbortSignal.any([stop.signal, failure.signal]);
  let timer: NodeJS.Timeout | undefined;
  timeline.follow(hybrid);
  hybrid.on("channel:snapshot", ({ snapshot }) => {
    board.see(snapshot);
    const sourceIsOver = snapshot.phase === "waiting" && snapshot.phaseReason === "source-ended";
    if (sourceIsOver && board.timeToLiveMs !== null) stop.ask("source-ended");
  });
  try {
    timeline.tell(`ordered: mode hybrid, source ${options.source.kind}`);
    const order = { channelId, mode: "hybrid", source: options.source } as const;
    const snapshot = await hybrid.startChannel(order, { waitUntil: "live", signal: over });
    board.timeToLiveMs = Date.parse(snapshot.firstLiveAt ?? snapshot.phaseSince) - Date.parse(snapshot.orderedAt);
    timeline.live(snapshot, board.timeToLiveMs);
    const playback = await hybrid.getPlayback(channelId);
    if (playback.kind === "hls") {
      board.playbackUrl = playback.url;
      timeline.tell(`playback: ${playback.url}`);
    }
    if (options.seconds !== null) timer = setTimeout(() => stop.ask("seconds"), options.seconds * 1000);
    if (!over.aborted) await once(over, "abort");
  } catch (thrown) {
    // Stopped while it waited: that is no failure.
    if (stop.reason === null) return failure.error ?? toHybridStreamError(thrown).toJSON();
  } finally {
    failure.stop();
    clearTimeout(timer);
  }
  return failure.error ?? undefined;
}
