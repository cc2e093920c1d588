import { publishUrl } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { hlsOrigin, s3Storage } from "../../src/index.js";

/** An origin in a process of its own, which a test kills. Prints one line of JSON when it is ready. */
const [directory = "", secret = "", s3Endpoint = ""] = process.argv.slice(2);
const bucket = { endpoint: s3Endpoint, bucket: "live", accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };
const origin = hlsOrigin({
  ...{ directory, secret, segmentSeconds: 1, rtmp: { port: 0 } },
  ...(s3Endpoint === ""
    ? { http: { port: 0 } }
    : { storage: { objects: s3Storage(bucket), publicUrl: `${s3Endpoint}/live` } }),
});
const call = effectContext();
const spec = { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 60 } as const;
const { handle } = await origin.createLiveStream(spec, call);
// Rotated: what a restart must not forget.
const old = await origin.getStreamKey(handle, call);
const endpoint = await origin.rotateStreamKey(handle, call);
const { url } = await origin.getPlaybackUrl(handle, { purpose: "probe" });
const ready = { url, publish: publishUrl(endpoint), key: endpoint.streamKey.reveal(), oldKey: old.streamKey.reveal() };
process.stdout.write(`${JSON.stringify(ready)}\n`);
