import type { Hint, HintEvidence } from "@hybrid-stream/spec";

/** As long as the loop itself trusts what it last saw. */
const evidenceMs = 60_000;

/** What a message says of a live input, whichever way it came. */
export interface InputEvent {
  readonly inputId: string;
  readonly kind: "connected" | "disconnected" | "errored" | "other";
  /** Cloudflare's word for it, a slug. */
  readonly reason: string | null;
  /** As it was sent: part of the message's name. */
  readonly at: string;
}

/** Words as a reason: a few plain characters, whatever came. */
export const slug = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);

function evidenceOf({ kind, reason, at }: InputEvent): HintEvidence | undefined {
  const observedAt = new Date(at);
  if (kind === "other" || Number.isNaN(observedAt.getTime())) return undefined;
  return {
    condition: "IngestReceiving",
    value: kind === "connected",
    reason: reason === null ? `input-${kind}` : slug(`input-${kind}-${reason}`),
    observedAt: observedAt.toISOString(),
    // Counted from the event: a late or replayed message leaves evidence that has expired already.
    expiresAt: new Date(observedAt.getTime() + evidenceMs).toISOString(),
  };
}

/** What the loop is told. The same event has the same id, however often and by whichever way it comes. */
export function hintOf(event: InputEvent, provider: string): Hint {
  const { inputId, kind, reason, at } = event;
  const evidence = evidenceOf(event);
  const why = reason === null ? "" : `, ${slug(reason)}`;
  return {
    id: `cloudflare-stream:${inputId}:${kind}:${at}`.slice(0, 200),
    provider,
    vendorRef: inputId,
    summary: `Cloudflare Stream: live input ${kind}${why}`,
    ...(evidence && { evidence }),
  };
}

/** `live_input.connected`, also at the end of a longer name. */
export function kindOf(name: string): InputEvent["kind"] {
  const last = name.split(".").at(-1);
  return last === "connected" || last === "disconnected" || last === "errored" ? last : "other";
}
