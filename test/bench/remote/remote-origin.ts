import { type EffectContext, type IngestEndpoint, Secret, type StreamingPlatform } from "@hybrid-stream/spec";
import type { EffectNumbers, OriginApi, PlainIngest } from "./origin-api.js";
import { startProcess } from "./rpc.js";

/** An origin whose work is not counted as this process's. */
export interface RemoteOrigin extends StreamingPlatform {
  readonly pid: number;
}

const numbersOf = (call: EffectContext): EffectNumbers => {
  const { namespace, channelId, session, instanceId, streamIncarnation, relayGeneration, relayAttempt } = call;
  return { namespace, channelId, session, instanceId, streamIncarnation, relayGeneration, relayAttempt };
};
const endpointOf = ({ url, streamKey, keyId }: PlainIngest): IngestEndpoint => ({
  url,
  streamKey: new Secret(streamKey),
  keyId,
});

/**
 * Starts `hlsOrigin()` in a process of its own and stands for it here, as a vendor's client stands for the vendor. Its
 * hints do not come through: the loop polls, as it does with a platform elsewhere.
 */
export async function startRemoteOrigin(): Promise<RemoteOrigin> {
  const remote = startProcess<OriginApi>(new URL("./origin-process.ts", import.meta.url));
  const capabilities = await remote.call("capabilities", null);
  return {
    specificationVersion: "v1",
    kind: "hls-origin",
    id: "hls-origin",
    pid: remote.pid,
    capabilities,
    createLiveStream: (spec, call) => remote.call("createLiveStream", { spec, numbers: numbersOf(call) }),
    getStreamKey: async (stream, call) =>
      endpointOf(await remote.call("getStreamKey", { stream, numbers: numbersOf(call) })),
    rotateStreamKey: async (stream, call) =>
      endpointOf(await remote.call("rotateStreamKey", { stream, numbers: numbersOf(call) })),
    getPlaybackUrl: (stream, viewer) => remote.call("getPlaybackUrl", { stream, viewer }),
    getStreamStatus: (stream, { namespace }) => remote.call("getStreamStatus", { stream, namespace }),
    getStreamAnalytics: (stream, range, { namespace }) =>
      remote.call("getStreamAnalytics", { stream, range, namespace }),
    endLiveStream: (stream, end, { namespace }) => remote.call("endLiveStream", { stream, end, namespace }),
    close: () => remote.close(),
  };
}
