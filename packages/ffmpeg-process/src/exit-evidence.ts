/** What was seen of a run when it has ended; an exit is judged from it. */
export interface ExitEvidence {
  /** The host had ordered the stop. */
  readonly stopOrdered: boolean;
  readonly code: number | null;
  readonly signal: string | null;
  readonly hadProgress: boolean;
  /** How many inputs the arguments name, and how many FFmpeg said to have opened. */
  readonly inputs: { readonly named: number; readonly opened: number };
  /** The source that was piped in threw. */
  readonly inputFailed: boolean;
  /** Lines of level error or worse, redacted, without their level and address, oldest first. */
  readonly errors: readonly string[];
}
