import { randomBytes } from "node:crypto";
import { type AgoraOptions, agora, agoraMediaPush, randomReservedUid } from "@hybrid-stream/agora";
import { createPageTickets, pageUrl } from "@hybrid-stream/agora/page";
import { type AgoraSimulator, createAgoraSimulator } from "@hybrid-stream/agora/simulator";
import { agoraCloudRecording } from "@hybrid-stream/agora-cloud-recording";
import { ffmpegMediaPlane } from "@hybrid-stream/ffmpeg-relay/media-plane";
import type { RelayProvider, RtcSource } from "@hybrid-stream/spec";
import type { DemoRelay } from "./demo-relay.js";
import type { AgoraRelayName } from "./relay-name.js";

/** The seller's uid in the simulated channel. */
const sellerUid = 42;
/** Longer than the recorder may run. */
const ticketSeconds = 7 * 3600;

const products: Readonly<Record<AgoraRelayName, string>> = {
  "agora-media-push": "Agora Media Push",
  "agora-cloud-recording": "Agora Cloud Recording in web mode",
};

/** A secret that nobody has to know: both sides of it are in this process. */
const made = (): string => randomBytes(24).toString("hex");

function mediaPush(account: AgoraOptions, notificationSecret: string): RelayProvider {
  // Where the platform's ingest sits. The simulated one pushes from this machine, whatever is said here.
  return agoraMediaPush({ ...account, region: "eu", notificationSecret });
}

function cloudRecording(account: AgoraOptions, notificationSecret: string): RelayProvider {
  const tickets = createPageTickets({ secret: made() });
  return agoraCloudRecording({
    ...account,
    notificationSecret,
    // The simulated recorder writes to no bucket and opens no page. A host names its own ones here.
    storage: { vendor: "s3", region: "eu-west-1", bucket: "demo", accessKey: made(), secretKey: made() },
    page: {
      url({ channel, runId }) {
        const uid = randomReservedUid();
        const ticket = tickets.issue({ channel, runId, uid, expiresInSeconds: ticketSeconds });
        return pageUrl({ baseUrl: "https://stage.invalid/", ticket });
      },
      revoke: (runId) => tickets.revoke(runId),
    },
  });
}

/** The real providers for Agora, in front of its simulator: its services on a socket, and media that really is pushed. */
export interface SimulatedAgora extends DemoRelay {
  readonly rtc: RtcSource;
  readonly simulator: AgoraSimulator;
}

export async function simulatedAgora(request: {
  readonly name: AgoraRelayName;
  readonly channel: string;
  /** How to treat the platform's RTMPS address. */
  readonly tls: { readonly verify: boolean };
  readonly onWebhook: (request: Request) => Promise<Response>;
}): Promise<SimulatedAgora> {
  const { name, channel, tls, onWebhook } = request;
  const secret = made();
  const webhook = { secret, url: `https://host.invalid/${name}`, handler: onWebhook };
  const simulator = createAgoraSimulator({
    appId: randomBytes(16).toString("hex"),
    customerSecret: made(),
    mediaPlane: ffmpegMediaPlane({ tls }),
    // Agora's recorders take some seconds to exit: a person who has pressed Ctrl-C does not want to wait for them.
    timings: { exitMs: 500 },
    webhook: name === "agora-media-push" ? { mediaPush: webhook } : { cloudRecording: webhook },
  });
  const { url } = await simulator.listen();
  simulator.setPublisher(channel, sellerUid);
  const account = { ...simulator.credentials, hosts: [url] };
  return {
    rtc: agora({ ...account, appCertificate: randomBytes(16).toString("hex") }),
    relays: [name === "agora-media-push" ? mediaPush(account, secret) : cloudRecording(account, secret)],
    notice: `Agora is SIMULATED on this machine: no account, no network, no cost. ${products[name]} and its API are stand-ins at ${url}; the seller is FFmpeg's test picture. The SDK's own code is the real one.`,
    simulator,
    close: () => simulator.close(),
  };
}
