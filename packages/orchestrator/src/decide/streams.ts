import type { ChannelOrder, ChannelState, StreamState } from "@hybrid-stream/spec";

/** What makes two streams of a channel the same one. */
interface StreamName {
  readonly platform: string;
  readonly incarnation: number;
}

/** The stream of a state that has these numbers, current or former. */
export function findStream(state: ChannelState, { platform, incarnation }: StreamName): StreamState | undefined {
  const all = state.stream === null ? state.formerStreams : [state.stream, ...state.formerStreams];
  return all.find((stream) => stream.platform === platform && stream.incarnation === incarnation);
}

/** A stream that nothing has been asked about yet. */
export function newStream(order: ChannelOrder, name: StreamName): StreamState {
  const { access, recording, latency } = order;
  return {
    ...name,
    session: order.session,
    wanted: { access, recording, latency },
    step: "creating",
    handle: null,
    continuityWindowSeconds: null,
    sessionHoldSeconds: 0,
    keyId: null,
    keyShared: false,
    broadcastId: null,
    viewersOff: false,
    kept: false,
    requested: false,
    outcomeUnknown: false,
    retryAt: null,
    failures: 0,
  };
}

/** The same stream for another show, when it was kept for reuse and is what the order wants; else `null`. */
export function reuseStream(order: ChannelOrder, stream: StreamState): StreamState | null {
  const { access, recording, latency } = order;
  const fits = JSON.stringify(stream.wanted) === JSON.stringify({ access, recording, latency });
  const allowed = order.platforms === null || order.platforms.includes(stream.platform);
  return stream.kept && stream.step === "ended" && fits && allowed
    ? { ...newStream(order, stream), handle: stream.handle }
    : null;
}
