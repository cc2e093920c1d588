import type { HlsOrigin } from "@hybrid-stream/hls-origin";
import type { HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import { type ChannelSource, HybridStreamError } from "@hybrid-stream/spec";
import { commandLineOf, descendantsOf } from "../shared/processes.js";
import type { RunTimes } from "./bare-run.js";
import { nextPublish } from "./next-publish.js";
import { watchPlayback } from "./watch-playback.js";

/** One run by the SDK. */
export interface SdkRun extends RunTimes {
  /** FFmpeg's program and arguments, with the address last: what bare FFmpeg is started with. */
  readonly command: readonly string[];
}

interface RunningRelay {
  readonly startedAt: number;
  readonly command: readonly string[];
}

/** The relay's FFmpeg: the origin's own writes to a playlist, this one to an RTMP address. */
function findRelay(): RunningRelay | null {
  for (const { pid, ageMs } of descendantsOf(process.pid)) {
    const command = commandLineOf(pid);
    const [program = ""] = command;
    if (/ffmpeg[^/]*$/.test(program) && command.at(-1)?.startsWith("rtmp://")) {
      return { startedAt: performance.now() - ageMs, command };
    }
  }
  return null;
}

/** From the order to the second visible segment, counted from the call of `startChannel`. */
export async function runSdk(request: {
  readonly hybrid: HybridStreamOrchestrator;
  readonly origin: HlsOrigin;
  readonly channelId: string;
  readonly source: ChannelSource;
}): Promise<SdkRun> {
  const { hybrid, origin, channelId, source } = request;
  const connected = nextPublish(origin);
  let liveAt: number | null = null;
  const onLive = (event: { channelId: string }): void => {
    if (event.channelId === channelId) liveAt ??= performance.now();
  };
  hybrid.on("channel:live", onLive);
  let streamCreatedAt: number | null = null;
  const address = async (): Promise<string | null> => {
    try {
      const playback = await hybrid.getPlayback(channelId);
      streamCreatedAt ??= performance.now();
      return playback.kind === "hls" ? playback.url : null;
    } catch (thrown) {
      if (HybridStreamError.isInstance(thrown) && thrown.code === "playback-not-ready") return null;
      throw thrown;
    }
  };
  const beganAt = performance.now();
  try {
    await hybrid.startChannel({ channelId, mode: "hybrid", source });
    const seen = await watchPlayback(address);
    await hybrid.startChannel({ channelId, mode: "hybrid", source }, { waitUntil: "live" });
    const relay = findRelay();
    const since = (at: number | null | undefined): number | null => (at == null ? null : at - beganAt);
    return {
      streamCreated: since(streamCreatedAt),
      ffmpegStarted: since(relay?.startedAt),
      publisherConnected: since(connected.at()),
      firstSegment: seen.firstSegmentAt - beganAt,
      secondSegment: seen.secondSegmentAt - beganAt,
      liveEvent: since(liveAt),
      command: relay?.command ?? [],
    };
  } finally {
    connected.off();
    hybrid.off("channel:live", onLive);
    await hybrid.endChannel(channelId, { waitUntil: "confirmed" });
  }
}
