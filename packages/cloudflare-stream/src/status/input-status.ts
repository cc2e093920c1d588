import * as z from "zod/mini";

/** What Cloudflare says of an input's connection. `unknown` is a word that is not known here. */
export type InputState = "never-connected" | "connected" | "reconnecting" | "disconnected" | "errored" | "unknown";

/** An input's connection, whatever shape it was told in. */
export interface InputStatus {
  readonly state: InputState;
  /** Cloudflare's own word, a slug of at most 40 characters. */
  readonly reason: string | null;
  /** When the state began. */
  readonly enteredAt: Date | null;
  readonly lastSeenAt: Date | null;
}

const states: Readonly<Record<string, InputState>> = {
  connected: "connected",
  reconnected: "connected",
  reconnecting: "reconnecting",
  disconnected: "disconnected",
  client_disconnect: "disconnected",
  ttl_exceeded: "disconnected",
  new_configuration_accepted: "disconnected",
  errored: "errored",
  error: "errored",
  failed_to_connect: "errored",
  failed_to_reconnect: "errored",
};

const never: InputStatus = { state: "never-connected", reason: null, enteredAt: null, lastSeenAt: null };

const current = z.object({
  state: z.string(),
  reason: z.catch(z.nullish(z.string()), null),
  statusEnteredAt: z.catch(z.nullish(z.string()), null),
  statusLastSeen: z.catch(z.nullish(z.string()), null),
});
const wrapped = z.object({ current: z.nullish(z.unknown()) });

const slug = (words: string): string => words.replace(/[^A-Za-z0-9_]+/g, "-").slice(0, 40);

function dateOf(text: string | null | undefined): Date | null {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Reads `null`, a word, or `{ current: { state, reason } }`; the published types know only the first two. */
export function readInputStatus(value: unknown): InputStatus {
  if (value === null || value === undefined) return never;
  if (typeof value === "string") {
    return { ...never, state: states[value] ?? "unknown", reason: slug(value) };
  }
  const outer = z.safeParse(wrapped, value);
  if (!outer.success) return { ...never, state: "unknown" };
  if (outer.data.current === null || outer.data.current === undefined) return never;
  const inner = z.safeParse(current, outer.data.current);
  if (!inner.success) return { ...never, state: "unknown" };
  const { state, reason, statusEnteredAt, statusLastSeen } = inner.data;
  return {
    state: Object.hasOwn(states, state) ? (states[state] ?? "unknown") : "unknown",
    reason: reason === null || reason === undefined ? null : slug(reason),
    enteredAt: dateOf(statusEnteredAt),
    lastSeenAt: dateOf(statusLastSeen),
  };
}

/** For the schema of a live input: never fails. */
export const inputStatus = z.pipe(z.unknown(), z.transform(readInputStatus));
