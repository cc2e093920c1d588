import type { Condition, ConditionName, HintEvidence, RelayStatus } from "@hybrid-stream/spec";
import { relayFacts } from "./facts.js";
import { judgePlayback } from "./playback-evidence.js";
import { publisherLeft } from "./stop-reasons.js";
import { note, since, type Turn } from "./turn.js";

/** What was known of the former attempt says nothing about the one that has just started. */
export function forgetFormerAttempt(turn: Turn): void {
  for (const name of ["RelayRunning", "IngestReceiving", "PlaybackAdvancing"] as const) {
    set(turn, name, { value: "unknown", reason: "just-started", source: "order" });
  }
}

type Verdict = Pick<Condition, "value" | "reason" | "source">;

/** Renews the conditions from what this turn saw; what was not asked keeps its value until it is too old. */
export function judgeConditions(turn: Turn): void {
  expire(turn);
  for (const hint of turn.observations.hints ?? []) applyHint(turn, hint);
  set(turn, "RelayRunning", judgeRelay(turn));
  set(turn, "IngestReceiving", judgeIngest(turn));
  set(turn, "PublisherPresent", judgePublisher(turn));
  set(turn, "PlaybackAdvancing", judgePlayback(turn));
}

function set(turn: Turn, name: ConditionName, verdict: Verdict | null): void {
  if (verdict === null) return;
  const at = turn.now.toISOString();
  const before = turn.next.conditions[name];
  // No answer is no reason to forget what a verified message has just told.
  if (verdict.value === "unknown" && verdict.source !== "order" && before.source === "webhook") return;
  const changed = before.value !== verdict.value;
  turn.next.conditions[name] = { ...verdict, since: changed ? at : before.since, observedAt: at };
  if (changed) {
    note(turn, "condition", `${name} is ${verdict.value}: ${verdict.reason}.`, {
      condition: name,
      from: before.value,
      to: verdict.value,
      source: verdict.source,
    });
  }
}

function expire(turn: Turn): void {
  for (const [name, condition] of Object.entries(turn.next.conditions) as [ConditionName, Condition][]) {
    if (condition.value === "unknown") continue;
    if (since(turn, condition.observedAt) > turn.policy.evidenceSeconds * 1000) {
      set(turn, name, { value: "unknown", reason: "evidence-too-old", source: condition.source });
    }
  }
}

/** A hint counts while it is fresh and newer than what a poll said. */
function applyHint(turn: Turn, hint: HintEvidence): void {
  const expired = Date.parse(hint.expiresAt) <= turn.now.getTime();
  const outweighed = Date.parse(turn.next.conditions[hint.condition].observedAt) > Date.parse(hint.observedAt);
  if (expired || outweighed) return;
  set(turn, hint.condition, { value: hint.value ? "true" : "false", reason: hint.reason, source: "webhook" });
}

function judgeRelay(turn: Turn): Verdict | null {
  const { relay } = turn.next;
  if (relay === null || relay.step !== "started") {
    return { value: "unknown", reason: relay?.step === "gone" ? "relay-gone" : "no-relay", source: "order" };
  }
  const observed = turn.observations.relay;
  if (observed === undefined) return null;
  if (!observed.ok) return { value: "unknown", reason: observed.error.code, source: relay.provider };
  return { ...relayVerdict(turn, observed.value), source: relay.provider };
}

function relayVerdict(turn: Turn, status: RelayStatus): Omit<Verdict, "source"> {
  switch (status.state) {
    case "running":
      return { value: "true", reason: "relay-delivers" };
    case "failed":
      return { value: "false", reason: status.error?.code ?? "relay-failed" };
    case "stopped":
      return { value: "false", reason: status.error?.code ?? "source-ended" };
    case "absent": {
      // Absence is proof only when the vendor cannot be moving the task any more.
      const proofMs = (relayFacts(turn.facts, turn.next.relay?.provider)?.absenceProofSeconds ?? 0) * 1000;
      const proven = since(turn, turn.next.relay?.absentSince ?? turn.now.toISOString()) >= proofMs;
      return proven ? { value: "false", reason: "relay-absent" } : { value: "unknown", reason: "relay-maybe-moving" };
    }
    default:
      return { value: "unknown", reason: `relay-${status.state}` };
  }
}

function judgeIngest(turn: Turn): Verdict | null {
  const { stream } = turn.next;
  if (stream === null || stream.step !== "ready") return { value: "unknown", reason: "no-stream", source: "order" };
  const observed = turn.observations.stream;
  if (observed === undefined) return null;
  const source = stream.platform;
  if (!observed.ok) return { value: "unknown", reason: observed.error.code, source };
  if (!observed.value.exists) return { value: "false", reason: "stream-gone", source };
  switch (observed.value.ingest) {
    case "receiving":
      return { value: "true", reason: "ingest-receiving", source };
    case "interrupted":
    case "idle":
    case "refused":
      return { value: "false", reason: observed.value.error?.code ?? `ingest-${observed.value.ingest}`, source };
    default:
      return { value: "unknown", reason: "ingest-unknown", source };
  }
}

function judgePublisher(turn: Turn): Verdict | null {
  const { relay, conditions } = turn.next;
  if (turn.order.mode === "hls-only") {
    // The seller's encoder is the publisher: the ingest is where it is seen.
    const { value, reason, source } = conditions.IngestReceiving;
    return { value, reason: value === "false" ? "encoder-not-connected" : reason, source };
  }
  const { rtc, relay: observed } = turn.observations;
  if (rtc?.ok && rtc.value.publisher !== "unknown") {
    const present = rtc.value.publisher === "present";
    return { value: present ? "true" : "false", reason: present ? "publishing" : "publisher-left", source: "rtc" };
  }
  if (rtc !== undefined) {
    return { value: "unknown", reason: rtc.ok ? "presence-unknown" : rtc.error.code, source: "rtc" };
  }
  if (relay?.step === "gone" && relay.stopReason === publisherLeft && conditions.PublisherPresent.source !== "rtc") {
    // Nobody looks while the relay is idled; what idled it stands.
    return { value: "false", reason: "publisher-left", source: relay.provider };
  }
  if (relay?.sourceExhausted) return { value: "false", reason: "source-ended", source: relay.provider };
  if (relay?.step !== "started" || !observed?.ok) return null;
  const { publisher, sourceExhausted, state } = observed.value;
  if (sourceExhausted) return { value: "false", reason: "source-ended", source: relay.provider };
  if (publisher === "unknown") {
    // A relay that delivers has somebody to deliver from; nothing else is proof either way.
    if (state === "running") return { value: "unknown", reason: "presence-unknown", source: relay.provider };
    return null;
  }
  const present = publisher === "present";
  return {
    value: present ? "true" : "false",
    reason: present ? "publishing" : "publisher-left",
    source: relay.provider,
  };
}
