import type { HlsProbeResult } from "@hybrid-stream/provider-kit";
import type {
  CallContext,
  ChannelStore,
  Clock,
  Logger,
  RelayProvider,
  RtcSource,
  StreamingPlatform,
} from "@hybrid-stream/spec";
import type { Facts } from "../decide/facts.js";
import type { Policy } from "../policy.js";

/** Looks at a playlist. `createHlsProbe` of provider-kit by default. */
export interface PlaybackProbe {
  probe(url: string, call: { signal: AbortSignal }): Promise<HlsProbeResult>;
  close(): Promise<void> | void;
}

/** Everything that the loop acts through. */
export interface Engine {
  readonly namespace: string;
  readonly instanceId: string;
  readonly relays: ReadonlyMap<string, RelayProvider>;
  readonly platforms: ReadonlyMap<string, StreamingPlatform>;
  readonly rtc: RtcSource | null;
  readonly store: ChannelStore;
  readonly probe: PlaybackProbe;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy: Policy;
  readonly facts: Facts;
  readonly random: () => number;
}

export function callContext(engine: Engine, signal: AbortSignal): CallContext {
  return { signal, namespace: engine.namespace, logger: engine.logger };
}
