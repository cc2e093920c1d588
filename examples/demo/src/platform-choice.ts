import type { IngestPlane, StreamingPlatform } from "@hybrid-stream/spec";
import { selfSignedCertificate } from "../../../test/support/self-signed-certificate.js";

/** Where the demo's channel can go, by the words of `--platform`. */
export const platformNames = ["hls-origin", "cloudflare-stream", "aws-ivs", "mux"] as const;

export type PlatformName = (typeof platformNames)[number];
type VendorName = Exclude<PlatformName, "hls-origin">;

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

/** How long the end of a show may take: a vendor is asked again until it confirms. Milliseconds. */
export const platformEndMs = (name: PlatformName): number => (name === "hls-origin" ? 4_000 : 10_000);

type Simulated = Pick<DemoPlatform, "platform" | "close">;

const vendors: Readonly<Record<VendorName, { title: string; simulate(ingestPlane: IngestPlane): Promise<Simulated> }>> =
  {
    "cloudflare-stream": { title: "Cloudflare Stream", simulate: simulatedCloudflare },
    "aws-ivs": { title: "Amazon IVS", simulate: simulatedIvs },
    mux: { title: "Mux", simulate: simulatedMux },
  };

async function simulatedCloudflare(ingestPlane: IngestPlane): Promise<Simulated> {
  const { cloudflareStream } = await import("@hybrid-stream/cloudflare-stream");
  const { createCloudflareStreamSimulator } = await import("@hybrid-stream/cloudflare-stream/simulator");
  // A recording is ready within a minute; nobody at a demo waits for it.
  const simulator = createCloudflareStreamSimulator({ ingestPlane, timings: { recordingReadyMs: 500 } });
  const { url, apiBaseUrl } = await simulator.listen();
  const platform = cloudflareStream({ ...simulator.credentials, apiBaseUrl, playbackBaseUrl: url });
  return { platform, close: () => simulator.close() };
}

async function simulatedIvs(ingestPlane: IngestPlane): Promise<Simulated> {
  const { awsIvs } = await import("@hybrid-stream/aws-ivs");
  const { createAwsIvsSimulator } = await import("@hybrid-stream/aws-ivs/simulator");
  const region = "eu-west-1";
  const simulator = createAwsIvsSimulator({ ingestPlane, region });
  const { url } = await simulator.listen();
  const platform = awsIvs({ region, credentials: simulator.credentials, endpoint: url });
  return { platform, close: () => simulator.close() };
}

async function simulatedMux(ingestPlane: IngestPlane): Promise<Simulated> {
  const { mux } = await import("@hybrid-stream/mux");
  const { createMuxSimulator } = await import("@hybrid-stream/mux/simulator");
  const simulator = createMuxSimulator({ ingestPlane });
  const { url } = await simulator.listen();
  const addresses = { apiUrl: url, playbackUrl: url, statsUrl: url, ingestUrl: await simulator.ingestUrl() };
  const platform = mux({ ...simulator.credentials, ...addresses });
  return { platform, close: () => simulator.close() };
}

/** Makes the platform. A vendor's is the real provider in front of its simulator; its parts are loaded only for it. */
export async function openDemoPlatform(name: PlatformName): Promise<DemoPlatform> {
  if (name === "hls-origin") {
    const { hlsOrigin } = await import("@hybrid-stream/hls-origin");
    const platform = hlsOrigin({ rtmp: { port: 0 }, http: { port: 0 } });
    return { platform, tls: { verify: true }, notice: null, close: async () => {} };
  }
  const { originIngestPlane } = await import("@hybrid-stream/hls-origin/media-plane");
  const ingestPlane = originIngestPlane({ tls: await selfSignedCertificate() });
  const { title, simulate } = vendors[name];
  return {
    ...(await simulate(ingestPlane)),
    // Nobody has signed the certificate of a simulated ingest.
    tls: { verify: false },
    notice: `${title} is simulated on this machine: the API, RTMPS ingest and HLS are local. No account is used, nothing is charged.`,
  };
}
