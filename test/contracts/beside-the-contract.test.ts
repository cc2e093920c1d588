import { awsIvs, createPlaybackKey } from "@hybrid-stream/aws-ivs";
import { createAwsIvsSimulator } from "@hybrid-stream/aws-ivs/simulator";
import { cloudflareStream } from "@hybrid-stream/cloudflare-stream";
import { createCloudflareStreamSimulator } from "@hybrid-stream/cloudflare-stream/simulator";
import { mux } from "@hybrid-stream/mux";
import { createMuxSimulator } from "@hybrid-stream/mux/simulator";
import { Secret } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { expect, it, onTestFinished } from "vitest";
import { checkRequest } from "./check-request.js";
import { type Contract, readContract } from "./contract-schema.js";
import { createRequestRecorder, type RequestRecorder } from "./record-requests.js";

const spec = { access: "public", recording: true, latency: "standard", continuityWindowSeconds: 60 } as const;
const call = effectContext({ channelId: "show-42" });
const range = { from: new Date(Date.now() - 3_600_000), to: new Date() };

function expectAll(contract: Contract, { requests }: RequestRecorder, operations: readonly string[]): void {
  const verdicts = requests.map((request) => checkRequest(contract, request));
  expect([...new Set(verdicts.flatMap(({ problems }) => problems))]).toEqual([]);
  const called = new Set(verdicts.map(({ operation }) => operation));
  expect(operations.filter((operation) => !called.has(operation))).toEqual([]);
}

it("Cloudflare Stream: outputs, videos, signing keys, storage, analytics are asked for as it has them", async () => {
  const simulator = createCloudflareStreamSimulator();
  const recorder = createRequestRecorder();
  const platform = cloudflareStream({ ...simulator.credentials, fetch: recorder.record(simulator.fetch) });
  onTestFinished(() => Promise.all([platform.close(), simulator.close()]).then(() => {}));
  const { handle } = await platform.createLiveStream(spec, call);
  const input = platform.inputIdOf(handle);
  await platform.liveInputs.disable(input, call);
  await platform.liveInputs.enable(input, call);
  const output = await platform.outputs.add(
    input,
    { url: "rtmps://elsewhere.example/live", streamKey: new Secret("key") },
    call,
  );
  await platform.outputs.list(input, call);
  await platform.outputs.setEnabled(input, output.uid, false, call);
  await platform.outputs.remove(input, output.uid, call);
  const publisher = simulator.connect((await platform.getStreamKey(handle, call)).streamKey.reveal());
  const [video] = await platform.videos.ofInput(input, call);
  await platform.videos.live(call);
  await platform.videos.requestToken(video?.uid ?? input, call);
  await publisher.stop();
  const { id } = await platform.signingKeys.create(call);
  await platform.signingKeys.list(call);
  await platform.signingKeys.delete(id, call);
  await platform.preflight(spec, call);
  await platform.getStreamAnalytics(handle, range, call);
  expectAll(await readContract("cloudflare-stream"), recorder, [
    ...["list outputs", "create output", "update output", "delete output", "list videos of an input", "list videos"],
    ...["create signing key", "list signing keys", "delete signing key", "create playback token"],
    ...["read storage usage", "query analytics"],
  ]);
});

it("IVS: metadata, viewers, playback keys, policies and recordings are asked for as it has them", async () => {
  const simulator = createAwsIvsSimulator({ timings: { recordingConfigurationMs: 0 } });
  const recorder = createRequestRecorder();
  const { privateKey } = createPlaybackKey();
  const platform = awsIvs({
    region: "eu-west-1",
    credentials: simulator.credentials,
    requestHandler: recorder.recordHandler(simulator.requestHandler),
    playbackAuthorization: { privateKey, includeViewerId: true },
  });
  onTestFinished(() => Promise.all([platform.close(), simulator.close()]).then(() => {}));
  const { arn: recording } = await platform.createRecordingConfiguration({ bucket: "recordings" }, call);
  const { arn: policy } = await platform.createPlaybackRestrictionPolicy({ countries: ["NL"] }, call);
  await platform.listPlaybackRestrictionPolicies(call);
  const { arn: key } = await platform.importPlaybackKey({ name: "of-the-tests" }, call);
  await platform.listPlaybackKeys(call);
  const { handle } = await platform.createLiveStream({ ...spec, recording: false, access: "signed" }, call);
  const publisher = simulator.publish({ streamKey: (await platform.getStreamKey(handle, call)).streamKey.reveal() });
  await platform.putMetadata({ stream: handle, text: "a price" }, call);
  await platform.revokeViewer({ stream: handle, viewerId: "viewer-1" }, call);
  await publisher.stop();
  await platform.deletePlaybackKey(key, call);
  await platform.deletePlaybackRestrictionPolicy(policy, call);
  await platform.deleteRecordingConfiguration(recording, call);
  expectAll(await readContract("aws-ivs"), recorder, [
    ...["PutMetadata", "StartViewerSessionRevocation", "ImportPlaybackKeyPair", "ListPlaybackKeyPairs"],
    ...["DeletePlaybackKeyPair", "CreatePlaybackRestrictionPolicy", "ListPlaybackRestrictionPolicies"],
    ...["DeletePlaybackRestrictionPolicy", "CreateRecordingConfiguration", "DeleteRecordingConfiguration"],
  ]);
});

it("Mux: the end of a broadcast, recordings, signing keys and usage are asked for as it has them", async () => {
  const simulator = createMuxSimulator();
  const recorder = createRequestRecorder();
  const platform = mux({ ...simulator.credentials, fetch: recorder.record(simulator.fetch) });
  onTestFinished(() => Promise.all([platform.close(), simulator.close()]).then(() => {}));
  const { handle } = await platform.createLiveStream(spec, call);
  await platform.completeBroadcast(handle, call);
  await platform.disableLiveStream(handle, call);
  await platform.enableLiveStream(handle, call);
  await platform.findRecordings(handle, call);
  const { id } = await platform.createSigningKey(call);
  await platform.listSigningKeys(call);
  await platform.deleteSigningKey(id, call);
  await platform.getStreamAnalytics(handle, range, call);
  expectAll(await readContract("mux"), recorder, [
    ...["complete live stream", "disable live stream", "enable live stream", "list assets", "read delivery usage"],
    ...["create signing key", "list signing keys", "delete signing key"],
  ]);
});
