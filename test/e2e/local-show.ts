import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { hlsOrigin } from "@hybrid-stream/hls-origin";
import { type HybridStreamOptions, HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import { createHlsProbe } from "@hybrid-stream/provider-kit";
import type { IngestEndpoint, StreamingPlatform } from "@hybrid-stream/spec";
import { until } from "../support/until.js";

/** Everything real on this machine: FFmpeg pushes by RTMP into the origin, which serves HLS. */
export function localShow(options: Partial<HybridStreamOptions> = {}) {
  const hybrid = new HybridStreamOrchestrator({
    namespace: "e2e",
    relays: [ffmpegRelay()],
    platforms: [localOrigin()],
    ...options,
  });
  const probe = createHlsProbe({});
  const lastSegment = async (channelId: string): Promise<number | undefined> => {
    const playback = await hybrid.getPlayback(channelId);
    if (playback.kind !== "hls") return undefined;
    const seen = await probe.probe(playback.url);
    return seen.state === "playing" ? seen.lastSegment : undefined;
  };
  return {
    hybrid,
    lastSegment,
    /** Waits until viewers got a segment that was not there before; says how long that took. */
    async nextSegment(channelId: string, limitMs: number): Promise<number> {
      const before = (await lastSegment(channelId)) ?? -1;
      const { tookMs } = await until(
        "a new segment",
        limitMs,
        async () => ((await lastSegment(channelId)) ?? -1) > before,
      );
      return tookMs;
    },
    async close(): Promise<void> {
      await hybrid.close();
      await probe.close();
    },
  };
}

export const localOrigin = () => hlsOrigin({ rtmp: { port: 0 }, http: { port: 0 } });

/** The same platform, with publishers sent through another port. */
export function withIngestAt(platform: StreamingPlatform, port: (original: URL) => Promise<number>): StreamingPlatform {
  const rerouted = async (endpoint: IngestEndpoint): Promise<IngestEndpoint> => {
    const url = new URL(endpoint.url);
    url.port = String(await port(url));
    return { ...endpoint, url: url.toString() };
  };
  return new Proxy(platform, {
    get(target, property) {
      const member = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      if (property === "getStreamKey") {
        return async (...args: Parameters<StreamingPlatform["getStreamKey"]>) =>
          rerouted(await target.getStreamKey(...args));
      }
      return member.bind(target);
    },
  });
}
