import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import type { ErrorSummary, RelayProvider, RtcSource } from "@hybrid-stream/spec";
import { tellingErrors } from "../relay-errors.js";
import type { RelayName } from "./relay-name.js";

/** The seller's side of the show: what an orchestrator is given, and what stands behind it. */
export interface DemoRelay {
  readonly relays: readonly RelayProvider[];
  readonly rtc?: RtcSource;
  /** What a person must know about it; `null`: nothing. */
  readonly notice: string | null;
  /** Ends what stands behind the providers. The orchestrator closes those first. */
  close(): Promise<void>;
}

interface DemoRelayRequest {
  readonly name: RelayName;
  readonly channelId: string;
  /** How to treat the platform's RTMPS address. */
  readonly tls: { readonly verify: boolean };
  readonly onError: (error: ErrorSummary) => void;
  /** Takes what a vendor would POST to a host's webhook. */
  readonly onWebhook: (request: Request) => Promise<Response>;
}

/** Agora's parts are loaded only for those who ask for them. */
export async function openDemoRelay({
  name,
  channelId,
  tls,
  onError,
  onWebhook,
}: DemoRelayRequest): Promise<DemoRelay> {
  if (name === "ffmpeg") {
    return { relays: [tellingErrors(ffmpegRelay({ tls }), onError)], notice: null, close: async () => {} };
  }
  const { simulatedAgora } = await import("./simulated-agora.js");
  return simulatedAgora({ name, channel: channelId, tls, onWebhook });
}
