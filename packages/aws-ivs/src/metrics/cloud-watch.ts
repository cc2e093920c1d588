import { HybridStreamError } from "@hybrid-stream/spec";
import type { Settings } from "../settings.js";

const packageName = "@aws-sdk/client-cloudwatch";

/** As much of a `CloudWatchClient` as is used: pass your own, or a stand-in. */
export interface CloudWatchSender {
  // Not by its type: hosts without the optional package could not read ours.
  send(command: object, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}

type CloudWatchModule = typeof import("@aws-sdk/client-cloudwatch");

/** @throws `invalid-options` when the optional package is not installed. */
export async function loadCloudWatch(provider: string): Promise<CloudWatchModule> {
  try {
    return await import("@aws-sdk/client-cloudwatch");
  } catch {
    throw new HybridStreamError({
      code: "invalid-options",
      message: `awsIvs(): option "cloudWatch" needs the package ${packageName}. Install it (npm install ${packageName}), or leave the option out.`,
      provider,
      operation: "getStreamAnalytics",
      field: "cloudWatch",
    });
  }
}

/** The client: the host's, or one with the platform's region, credentials and timeouts. */
export function cloudWatchClientOf(
  { CloudWatchClient }: Pick<CloudWatchModule, "CloudWatchClient">,
  { region, credentials, timeoutMs }: Settings,
): CloudWatchSender & { destroy(): void } {
  return new CloudWatchClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    ...(credentials && { credentials }),
  });
}
