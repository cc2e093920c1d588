import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import type { HostApi } from "./host-api.js";
import { startRemoteOrigin } from "./remote-origin.js";
import { serveCalls } from "./rpc.js";

const origin = await startRemoteOrigin();
const hybrid = new HybridStreamOrchestrator({
  namespace: "bench",
  relays: [ffmpegRelay({ maxConcurrent: 50 })],
  platforms: [origin],
});

const api: HostApi = {
  async start() {
    await hybrid.start();
    return { originPid: origin.pid };
  },
  async startChannels({ names, source }) {
    const start = (channelId: string) =>
      hybrid.startChannel({ channelId, mode: "hybrid", source }, { waitUntil: "live" });
    await Promise.all(names.map(start));
  },
  async endChannels(names) {
    await Promise.all(names.map((channelId) => hybrid.endChannel(channelId, { waitUntil: "confirmed" })));
  },
  async usage({ collect }) {
    if (collect) globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    return { cpuMs: (user + system) / 1000, atMs: performance.now(), residentBytes: rss, heapBytes: heapUsed };
  },
};
serveCalls(api, () => hybrid.close());
