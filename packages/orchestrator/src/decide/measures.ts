import { iso, note, type Turn } from "./turn.js";

/** Takes the figures and facts that the observations bring into the state. */
export function absorbFigures(turn: Turn): void {
  absorbRelay(turn);
  absorbStream(turn);
  const { rtc } = turn.observations;
  if (rtc?.ok) turn.next.measures.rtcViewers = rtc.value.audience;
}

function absorbRelay(turn: Turn): void {
  const { relay, measures } = turn.next;
  const { relay: observed } = turn.observations;
  if (relay?.step !== "started" || !observed?.ok) return;
  const status = observed.value;
  measures.health = status.health;
  measures.relaySpeed = status.progress?.speed ?? null;
  measures.droppedFrames = status.progress?.droppedFrames ?? null;
  measures.bitrateKbps = status.progress?.bitrateKbps ?? null;
  relay.encoding = status.encoding;
  // Waiting for room is no failure to connect.
  if (status.state === "queued") turn.next.playback.connectUntil = iso(turn, turn.policy.connectSeconds * 1000);
  relay.sourceExhausted ||= status.sourceExhausted;
  turn.next.relayError = status.error ?? turn.next.relayError;
  if (status.error !== null || status.state === "running") relay.lastError = status.error;
  if (status.state !== "absent") relay.absentSince = null;
  else relay.absentSince ??= turn.now.toISOString();
}

function absorbStream(turn: Turn): void {
  const { stream, measures } = turn.next;
  const { stream: observed } = turn.observations;
  if (stream?.step !== "ready" || !observed?.ok) return;
  noteMissedWindow(turn, observed.value.broadcastId);
  stream.broadcastId = observed.value.broadcastId ?? stream.broadcastId;
  measures.hlsViewers = observed.value.viewers;
  if (turn.order.mode === "hls-only") measures.health = observed.value.health;
  measures.bitrateKbps ??= observed.value.bitrateKbps;
}

/** Another broadcast in the middle of a show: the gap was longer than the platform bridges. */
function noteMissedWindow(turn: Turn, broadcastId: string | null): void {
  const { stream, firstLiveAt } = turn.next;
  const before = stream?.broadcastId ?? null;
  // Before viewers got anything, what the platform names may still be an earlier show's.
  if (stream === null || firstLiveAt === null || before === null) return;
  if (broadcastId === null || broadcastId === before) return;
  const { continuityWindowSeconds } = stream;
  const window = continuityWindowSeconds === null ? "" : ` of ${continuityWindowSeconds} s`;
  note(turn, "condition", `The continuity window${window} was missed: the platform began another broadcast.`, {
    missedContinuityWindow: true,
    from: before,
    to: broadcastId,
    continuityWindowSeconds,
  });
}
