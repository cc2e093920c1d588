import type { HlsProbeResult } from "@hybrid-stream/provider-kit";
import type { ErrorSummary, HintEvidence, LiveStreamStatus, RelayStatus, RtcObservation } from "@hybrid-stream/spec";

/** What one question brought: an answer, or why there is none. */
export type Observed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ErrorSummary };

/** What was seen in this turn. A missing member was not asked. */
export interface Observations {
  readonly rtc?: Observed<RtcObservation>;
  readonly relay?: Observed<RelayStatus>;
  readonly stream?: Observed<LiveStreamStatus>;
  readonly playback?: HlsProbeResult;
  /** Evidence from verified hints: weighs less than a fresh poll. */
  readonly hints?: readonly HintEvidence[];
}
