/** One result of a preflight. An `error` means that going live would fail. */
export interface Finding {
  severity: "ok" | "warning" | "error";
  /** A stable string: `ingest-bitrate-too-high`. */
  code: string;
  /** What was found and what to do about it. */
  message: string;
  /** The field of the order or the option that it is about. */
  field?: string;
}
