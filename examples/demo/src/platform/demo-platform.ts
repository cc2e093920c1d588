import { hlsOrigin } from "@hybrid-stream/hls-origin";
import type { StreamingPlatform } from "@hybrid-stream/spec";
import type { PlatformName } from "./platform-name.js";

/** The buyers' side of the show: what an orchestrator is given, and what stands behind it. */
export interface DemoPlatform {
  readonly platform: StreamingPlatform;
  /** How relays have to treat its RTMPS address. */
  readonly tls: { readonly verify: boolean };
  /** What a person must know about it; `null`: nothing. */
  readonly notice: string | null;
  /** Ends what stands behind the platform. The orchestrator closes that first. */
  close(): Promise<void>;
}

/** Vendors' parts are loaded only for those who ask for them. */
export async function openDemoPlatform(name: PlatformName): Promise<DemoPlatform> {
  if (name === "hls-origin") {
    const platform = hlsOrigin({ rtmp: { port: 0 }, http: { port: 0 } });
    return { platform, tls: { verify: true }, notice: null, close: async () => {} };
  }
  const { simulatedPlatform } = await import("./simulated-platforms.js");
  return simulatedPlatform(name);
}
