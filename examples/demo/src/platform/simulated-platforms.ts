import { originIngestPlane } from "@hybrid-stream/hls-origin/media-plane";
import type { IngestPlane } from "@hybrid-stream/spec";
import { selfSignedCertificate } from "../../../../test/support/self-signed-certificate.js";
import type { DemoPlatform } from "./demo-platform.js";
import type { VendorName } from "./platform-name.js";

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

/** A vendor's real provider in front of its simulator, which takes real RTMPS and plays HLS. */
export async function simulatedPlatform(name: VendorName): Promise<DemoPlatform> {
  const ingestPlane = originIngestPlane({ tls: await selfSignedCertificate() });
  const { title, simulate } = vendors[name];
  return {
    ...(await simulate(ingestPlane)),
    // Nobody has signed the certificate of a simulated ingest.
    tls: { verify: false },
    notice: `${title} is SIMULATED on this machine: the API, RTMPS ingest and HLS are local. No account is used, nothing is charged.`,
  };
}
