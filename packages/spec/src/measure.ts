/** Whether somebody or something is there. `unknown` never triggers an effect. */
export type Presence = "present" | "absent" | "unknown";

/** A number of viewers, with how and when it was had. */
export interface ViewerCount {
  value: number;
  method: "exact" | "sampled";
  /** ISO 8601. */
  observedAt: string;
}

/** How well something runs. */
export type Health = "good" | "fair" | "poor" | "unknown";
