import type { JsonObject } from "./json.js";

/** One line of a channel's story. Append-only; written with the row that it explains. */
export interface JournalEntry {
  channelId: string;
  session: number;
  /** ISO 8601. */
  at: string;
  kind: "order" | "phase" | "condition" | "decision" | "effect" | "outcome";
  /** One sentence for people. */
  message: string;
  /** Evidence: numbers, ids, codes. No secrets. */
  data: JsonObject;
}

/** One page of a channel's journal, oldest first. */
export interface JournalPage {
  entries: JournalEntry[];
  /** Give it as `after` to read on; `null` at the end. */
  next: string | null;
}
