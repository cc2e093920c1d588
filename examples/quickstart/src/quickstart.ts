import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { hlsOrigin } from "@hybrid-stream/hls-origin";
import { HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";

const hybrid = new HybridStreamOrchestrator({
  namespace: "quickstart",
  relays: [ffmpegRelay()],
  platforms: [hlsOrigin({ rtmp: { port: 0 }, http: { port: 0 } })],
});

try {
  await hybrid.startChannel(
    { channelId: "show-42", mode: "hybrid", source: { kind: "test-picture" } },
    { waitUntil: "live" },
  );
  const playback = await hybrid.getPlayback("show-42");
  console.log(playback);
  await hybrid.endChannel("show-42", { waitUntil: "confirmed" });
} finally {
  await hybrid.close();
}
