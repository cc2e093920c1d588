import { type AgoraSimulatorOptions, createAgoraSimulator } from "@hybrid-stream/agora/simulator";
import { fingerprint, readRawWebhook } from "@hybrid-stream/provider-kit";
import { type Hint, type IngestEndpoint, type Logger, publishUrl, type RelayProvider } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { type AgoraCloudRecordingOptions, agoraCloudRecording } from "../src/index.js";
import { createDriver, driven } from "./drive.js";

export { newIngest, noLimits, relaySpec } from "../../../test/support/relay-spec.js";
export const notificationSecret = "secret-of-cloud-recording";
export const storage = {
  vendor: "s3",
  region: "eu-west-1",
  bucket: "shows",
  accessKey: "storage-access-key",
  secretKey: "storage-secret-key",
} as const;

/** The provider in front of the simulated service, both on one virtual clock that moves while a call is under way. */
export function webBench(
  options: Partial<AgoraCloudRecordingOptions> = {},
  simulated: Omit<AgoraSimulatorOptions, "clock" | "webhook"> = {},
) {
  const clock = createVirtualClock();
  const drive = createDriver(clock);
  const webhooks: Request[] = [];
  const simulator = createAgoraSimulator({
    clock,
    customerId: `customer-${crypto.randomUUID()}`,
    webhook: {
      cloudRecording: {
        secret: notificationSecret,
        handler: (request) => {
          webhooks.push(request);
          return Response.json({});
        },
      },
    },
    ...simulated,
  });
  const lines: string[] = [];
  const write = (fields: object, message?: string): void => {
    lines.push(JSON.stringify({ ...fields, message }));
  };
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const tickets: string[] = [];
  const revoked: string[] = [];
  const { fetch, credentials } = simulator;
  const providerOptions: AgoraCloudRecordingOptions = {
    ...credentials,
    fetch,
    clock,
    logger,
    storage,
    notificationSecret,
    page: {
      url: ({ channel, runId }) => {
        const ticket = `ticket-${crypto.randomUUID()}`;
        tickets.push(ticket);
        return `https://page.example/${channel}/?run=${runId}&ticket=${ticket}`;
      },
      revoke: (runId) => {
        revoked.push(runId);
      },
    },
    ...options,
  };
  const running = () => simulator.runningTasks();
  /** A process of ours; a further one remembers nothing. */
  const another = (change: Partial<AgoraCloudRecordingOptions> = {}): RelayProvider =>
    driven(agoraCloudRecording({ ...providerOptions, ...change }), drive);
  return {
    clock,
    drive,
    simulator,
    lines,
    tickets,
    revoked,
    running,
    another,
    provider: another(),
    requests: () => simulator.requests().map(({ operation }) => operation),
    /** Hands what Agora has notified so far to a provider. */
    async deliver(provider: RelayProvider): Promise<Hint[]> {
      const hints: Hint[] = [];
      for (const request of webhooks.splice(0)) {
        const raw = await readRawWebhook(request, { now: clock.now() });
        hints.push(...((await provider.parseWebhook?.(raw)) ?? []));
      }
      return hints;
    },
    pushesTo: (ingest: IngestEndpoint) =>
      running().some((task) => task.pushing && task.destinationFingerprint === fingerprint(publishUrl(ingest))),
    close: () => simulator.close(),
  };
}

export type WebBench = ReturnType<typeof webBench>;
