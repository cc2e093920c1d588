/** The things that are true, false or unknown about a channel. */
export type ConditionName =
  | "PublisherPresent"
  | "RelayRunning"
  | "IngestReceiving"
  | "PlaybackAdvancing"
  | "WithinBudget";

/** One of them, with why, by whom, and since when. */
export interface Condition {
  value: "true" | "false" | "unknown";
  /** A few words for people and programs: `media-sequence-stands-still`. */
  reason: string;
  /** Who says so: a provider's id, `probe`, `order`. */
  source: string;
  /** When the value last changed. ISO 8601. */
  since: string;
  /** When it was last confirmed. ISO 8601. */
  observedAt: string;
}
