import type { AwsIvs, AwsIvsCall } from "./aws-ivs-platform.js";
import { capabilitiesOf } from "./capabilities.js";
import { createLiveStream } from "./channel/create-live-stream.js";
import { endLiveStream } from "./channel/end-live-stream.js";
import { findLiveStream, listLiveStreams } from "./channel/find-live-stream.js";
import { IvsCaller } from "./client/ivs-caller.js";
import { parseEvent, parseWebhook } from "./events/read-events.js";
import { guard, guardList } from "./guard.js";
import { dataOf, type IvsContext } from "./ivs-context.js";
import { readStreamKey, rotateStreamKey } from "./key/stream-keys.js";
import { putMetadata } from "./metadata.js";
import { Metrics } from "./metrics/stream-analytics.js";
import type { AwsIvsOptions } from "./options.js";
import * as keys from "./playback/playback-keys.js";
import { playbackUrlOf } from "./playback/playback-url.js";
import * as policies from "./playback/restriction-policies.js";
import { revokeViewer } from "./playback/revoke-viewer.js";
import { preflight } from "./preflight.js";
import { RecordedShows } from "./recording/recorded-shows.js";
import * as recordings from "./recording/recording-configurations.js";
import { kind, readSettings } from "./settings.js";
import { getStreamStatus, getStreamStatuses } from "./status/stream-status.js";

/**
 * Amazon IVS low-latency channels: RTMPS in, HLS out of AWS's own network. Credentials come from the AWS SDK's chain.
 *
 * @throws `invalid-options` with `field`; for a missing region or key the message names its environment variable.
 */
export function awsIvs(options: AwsIvsOptions = {}): AwsIvs {
  const settings = readSettings(options);
  const { id, eventSecret } = settings;
  const ivs = new IvsCaller(settings);
  const context: IvsContext = { settings, ivs, recordedShows: new RecordedShows() };
  const metrics = new Metrics(context);
  let isClosed = false;
  const run = <Result>(operation: string, call: AwsIvsCall | null, work: () => Promise<Result>): Promise<Result> =>
    guard({ provider: id, operation, signal: call?.signal, isClosed }, work);

  return {
    specificationVersion: "v1",
    kind,
    id,
    capabilities: capabilitiesOf(settings),
    createLiveStream: (spec, call) => run("createLiveStream", call, () => createLiveStream(context, spec, call)),
    getStreamKey: (stream, call) =>
      run("getStreamKey", call, async () => readStreamKey(context, dataOf(context, stream, "getStreamKey"), call)),
    rotateStreamKey: (stream, call) =>
      run("rotateStreamKey", call, async () =>
        rotateStreamKey(context, dataOf(context, stream, "rotateStreamKey"), call),
      ),
    getPlaybackUrl: (stream, viewer) => run("getPlaybackUrl", null, async () => playbackUrlOf(context, stream, viewer)),
    getStreamStatus: (stream, call) => run("getStreamStatus", call, () => getStreamStatus(context, stream, call)),
    getStreamStatuses: (streams, call) =>
      run("getStreamStatuses", call, () => getStreamStatuses(context, streams, call)),
    getStreamAnalytics: (stream, range, call) => run("getStreamAnalytics", call, () => metrics.of(stream, range, call)),
    endLiveStream: (handle, end, call) =>
      run("endLiveStream", call, () => endLiveStream(context, { handle, end }, call)),
    findLiveStream: (call) => run("findLiveStream", call, () => findLiveStream(context, call)),
    listLiveStreams: (call) =>
      guardList({ provider: id, operation: "listLiveStreams", signal: call.signal, isClosed }, () =>
        listLiveStreams(context, call),
      ),
    preflight: (spec, call) => run("preflight", call, () => preflight(context, spec, call)),
    parseEvent: (event) => run("parseEvent", null, () => parseEvent(context, event)),
    ...(eventSecret !== undefined && {
      parseWebhook: (request) => run("parseWebhook", null, () => parseWebhook(context, request, eventSecret)),
    }),
    putMetadata: (request, call) => run("putMetadata", call, () => putMetadata(context, request, call)),
    revokeViewer: (request, call) => run("revokeViewer", call, () => revokeViewer(context, request, call)),
    importPlaybackKey: (request, call) =>
      run("importPlaybackKey", call, () => keys.importPlaybackKey(context, request, call)),
    listPlaybackKeys: (call) => run("listPlaybackKeys", call, () => keys.listPlaybackKeys(context, call)),
    deletePlaybackKey: (arn, call) => run("deletePlaybackKey", call, () => keys.deletePlaybackKey(context, arn, call)),
    createPlaybackRestrictionPolicy: (wanted, call) =>
      run("createPlaybackRestrictionPolicy", call, () =>
        policies.createPlaybackRestrictionPolicy(context, wanted, call),
      ),
    listPlaybackRestrictionPolicies: (call) =>
      run("listPlaybackRestrictionPolicies", call, () => policies.listPlaybackRestrictionPolicies(context, call)),
    deletePlaybackRestrictionPolicy: (arn, call) =>
      run("deletePlaybackRestrictionPolicy", call, () => policies.deletePlaybackRestrictionPolicy(context, arn, call)),
    createRecordingConfiguration: (wanted, call) =>
      run("createRecordingConfiguration", call, () => recordings.createRecordingConfiguration(context, wanted, call)),
    deleteRecordingConfiguration: (arn, call) =>
      run("deleteRecordingConfiguration", call, () => recordings.deleteRecordingConfiguration(context, arn, call)),
    close: async () => {
      isClosed = true;
      ivs.close();
      metrics.close();
    },
  };
}
