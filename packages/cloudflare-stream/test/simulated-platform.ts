import { createHlsProbe } from "@hybrid-stream/provider-kit";
import type { Clock } from "@hybrid-stream/spec";
import { type CloudflareStream, type CloudflareStreamOptions, cloudflareStream } from "../src/index.js";
import { type CloudflareStreamSimulatorOptions, createCloudflareStreamSimulator } from "../src/simulator.js";

export const apiToken = "api-token-of-the-tests-0123456789";
export const notificationSecret = "notification-secret-of-the-tests";
export const webhookSecret = "webhook-secret-of-the-tests";

/** A platform against a simulator, in process, both on one clock. */
export function simulatedPlatform(
  clock: Clock,
  options: CloudflareStreamOptions = {},
  simulated: Omit<CloudflareStreamSimulatorOptions, "clock" | "apiToken"> = {},
) {
  const simulator = createCloudflareStreamSimulator({ clock, apiToken, ...simulated });
  const lines: string[] = [];
  const write = (fields: object, message = ""): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  let sent = 0;
  /** When calls with the API token left, by the clock. */
  const apiCallsAt: number[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    sent += 1;
    if (new Headers(init?.headers).has("authorization")) apiCallsAt.push(clock.monotonic());
    return simulator.fetch(input, init);
  };
  const opened: CloudflareStream[] = [];
  const another = (): CloudflareStream => {
    const platform = cloudflareStream({
      ...simulator.credentials,
      fetch,
      clock,
      logger: { debug: write, info: write, warn: write, error: write },
      notificationSecret,
      webhookSecret,
      ...options,
    });
    opened.push(platform);
    return platform;
  };
  const probe = createHlsProbe({ fetch: simulator.fetch, clock });
  return {
    clock,
    simulator,
    /** As another process would have it. */
    another,
    platform: another(),
    lines,
    probe,
    sent: () => sent,
    apiCallsAt,
    async close() {
      await Promise.all([...opened.map((platform) => platform.close()), probe.close()]);
      await simulator.close();
    },
  };
}
