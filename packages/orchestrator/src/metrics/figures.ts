import { type Resolution, resolutions } from "@hybrid-stream/cost-model";
import type { ChannelMode, ChannelOrder, ChannelState, Health, ViewerCount } from "@hybrid-stream/spec";
import { runningTasks } from "../decide/cost-ledger.js";
import type { OwnedChannel } from "../loop/owned-channel.js";

/** What is known of a channel on the air at one moment. `null` is "not known", never zero. */
export interface Figures {
  readonly session: number;
  readonly mode: ChannelMode;
  readonly agoraViewers: number | null;
  readonly hlsViewers: number | null;
  readonly bitrateKbps: number | null;
  /** Of the ordered output or the test picture. */
  readonly resolution: Resolution | null;
  /** Seen on RTC; at least 1. */
  readonly hosts: number;
  /** Relays that may be running, by the rule of the cost intervals. More than one while an old one is not proven gone. */
  readonly relays: number;
  readonly health: Health;
}

/** What is to be counted of a channel now; `null` while nothing of it is on the air. */
export function figuresOf(
  { record: { order, state }, hosts }: Pick<OwnedChannel, "record" | "hosts">,
  { now, evidenceSeconds }: { readonly now: Date; readonly evidenceSeconds: number },
): Figures | null {
  if (state === null || state.settled) return null;
  const relays = runningTasks(order, state).filter(({ task }) => task === "relay").length;
  if (relays === 0 && !isOnAir(order, state)) return null;
  const { measures, session } = state;
  const known = (count: ViewerCount | null): number | null => {
    const isFresh = count !== null && now.getTime() - Date.parse(count.observedAt) <= evidenceSeconds * 1000;
    return isFresh ? Math.round(count.value) : null;
  };
  const isHls = order.mode !== "agora-only";
  return {
    session,
    mode: order.mode,
    agoraViewers: known(measures.rtcViewers),
    hlsViewers: isHls ? known(measures.hlsViewers) : null,
    bitrateKbps: isHls && measures.bitrateKbps !== null ? Math.round(measures.bitrateKbps) : null,
    resolution: resolutionOf(order),
    hosts: Math.max(1, hosts.length),
    relays,
    health: measures.health,
  };
}

/** Whether somebody sends or watches although no relay runs. Not knowing is not enough. */
function isOnAir(order: ChannelOrder, { phase, conditions }: ChannelState): boolean {
  if (phase === "live" || phase === "degraded") return true;
  if (phase === "ended" || phase === "failed" || phase === "draining") return false;
  const seen = order.mode === "hls-only" ? conditions.IngestReceiving : conditions.PublisherPresent;
  return seen.value === "true";
}

function resolutionOf({ output, source }: ChannelOrder): Resolution | null {
  const testPicture = source.kind === "test-picture" ? (source.height ?? null) : null;
  const height = output === "auto" ? testPicture : output.height;
  if (height === null) return null;
  return resolutions.find((name) => name !== "audio" && Number.parseInt(name, 10) >= height) ?? "2160p";
}
