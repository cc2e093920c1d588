import { fingerprint } from "@hybrid-stream/provider-kit";
import { type IngestEndpoint, publishUrl, type RelaySpec } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { relaySpec as specOf } from "../../../test/support/relay-spec.js";
import { type AgoraMediaPushOptions, agoraMediaPush } from "../src/index.js";
import { type AgoraSimulatorOptions, createAgoraSimulator } from "../src/simulator.js";
import { collectLog } from "./collect-log.js";

export { newIngest } from "../../../test/support/relay-spec.js";
export const channel = "show";
export const notificationSecret = "secret-of-media-push";

/** What a relay of the one host in the channel is started with. */
export const relaySpec = (change: Partial<RelaySpec> = {}): RelaySpec =>
  specOf({ source: { source: { kind: "agora", channel }, hosts: [{ uid: 7, videoCodec: null }] }, ...change });

/** The provider in front of the simulated service, both on one virtual clock; a host is in the channel. */
export function mediaPushBench(
  options: AgoraMediaPushOptions = {},
  simulated: Omit<AgoraSimulatorOptions, "clock"> = {},
) {
  const clock = createVirtualClock();
  // A customer of its own: pacers are shared by credential.
  const simulator = createAgoraSimulator({ clock, customerId: `customer-${crypto.randomUUID()}`, ...simulated });
  simulator.setPublisher(channel, 7);
  const { logger, lines } = collectLog();
  const { fetch, credentials } = simulator;
  const providerOptions = {
    ...credentials,
    region: "na",
    fetch,
    clock,
    logger,
    notificationSecret,
    ...options,
  } as const;
  const provider = agoraMediaPush(providerOptions);
  const running = () => simulator.runningTasks();
  return {
    clock,
    simulator,
    provider,
    lines,
    running,
    /** What comes of a call, with as much time as it needs. */
    drive: async <Value>(call: Promise<Value>): Promise<Value> => {
      let over = false;
      const end = (): void => {
        over = true;
      };
      call.then(end, end);
      await clock.runUntil(() => over);
      return call;
    },
    /** Another process of ours: it remembers nothing. */
    another: () => agoraMediaPush(providerOptions),
    requests: () => simulator.requests().map(({ operation }) => operation),
    pushesTo: (ingest: IngestEndpoint) =>
      running().some((task) => task.pushing && task.destinationFingerprint === fingerprint(publishUrl(ingest))),
    close: async () => {
      await provider.close();
      await simulator.close();
    },
  };
}
