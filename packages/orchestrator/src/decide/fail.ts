import type { ErrorSummary } from "@hybrid-stream/spec";
import { note, type Turn } from "./turn.js";

/** Faults that no waiting mends. */
export function isFinal(error: ErrorSummary): boolean {
  return (
    error.retry === "never" && (error.fault === "caller" || error.fault === "credentials" || error.fault === "quota")
  );
}

/** This platform will not do; the channel fails when none is left. */
export function refusePlatform(turn: Turn, id: string, error: ErrorSummary): void {
  refuse(turn, id, turn.order.platforms ?? turn.facts.platforms.map((platform) => platform.id), error);
}

/** This relay provider will not do; the channel fails when none is left. */
export function refuseRelay(turn: Turn, id: string, error: ErrorSummary): void {
  const { kind } = turn.order.source;
  const able = turn.facts.relays.filter((relay) => relay.capabilities.sources.includes(kind)).map((relay) => relay.id);
  refuse(turn, id, turn.order.relays?.filter((wanted) => able.includes(wanted)) ?? able, error);
}

function refuse(turn: Turn, id: string, wanted: readonly string[], error: ErrorSummary): void {
  turn.next.error = error;
  turn.next.refusedProviders.push(id);
  if (wanted.every((other) => turn.next.refusedProviders.includes(other))) failChannel(turn, error);
}

/** The channel will not become live. What it holds is still taken down. */
export function failChannel(turn: Turn, error: ErrorSummary): void {
  turn.next.error = error;
  turn.next.phase = "failed";
  turn.next.phaseSince = turn.now.toISOString();
  turn.next.phaseReason = error.code;
  note(turn, "phase", `The channel has failed: ${error.message}`, { to: "failed", code: error.code });
}
