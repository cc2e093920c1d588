import { hlsOrigin } from "@hybrid-stream/hls-origin";
import { type CallContext, type EffectContext, type IngestEndpoint, silentLogger } from "@hybrid-stream/spec";
import type { EffectNumbers, OriginApi, PlainIngest } from "./origin-api.js";
import { serveCalls } from "./rpc.js";

const origin = hlsOrigin({ secret: "only for this measurement", rtmp: { port: 0 }, http: { port: 0 } });

const context = (namespace: string): CallContext => ({
  namespace,
  signal: new AbortController().signal,
  logger: silentLogger,
});
const effect = (numbers: EffectNumbers): EffectContext => ({
  ...context(numbers.namespace),
  ...numbers,
  checkpoint: async () => {},
});
const plain = ({ url, streamKey, keyId }: IngestEndpoint): PlainIngest => ({
  url,
  streamKey: streamKey.reveal(),
  keyId,
});

const api: OriginApi = {
  capabilities: async () => origin.capabilities,
  createLiveStream: ({ spec, numbers }) => origin.createLiveStream(spec, effect(numbers)),
  getStreamKey: async ({ stream, numbers }) => plain(await origin.getStreamKey(stream, effect(numbers))),
  rotateStreamKey: async ({ stream, numbers }) => plain(await origin.rotateStreamKey(stream, effect(numbers))),
  getPlaybackUrl: ({ stream, viewer }) => origin.getPlaybackUrl(stream, viewer),
  getStreamStatus: ({ stream, namespace }) => origin.getStreamStatus(stream, context(namespace)),
  getStreamAnalytics: ({ stream, range, namespace }) => origin.getStreamAnalytics(stream, range, context(namespace)),
  endLiveStream: ({ stream, end, namespace }) => origin.endLiveStream(stream, end, context(namespace)),
};
serveCalls(api, () => origin.close());
