import { type ErrorSummary, HybridStreamError, type RelayStatus } from "@hybrid-stream/spec";
import type { ConverterHandleData } from "./converter-handle.js";

/** Agora's state; `null` is "not told", `absent` our own word for "not found". */
export type ConverterState = string | null | { readonly absent: true };

function failure(provider: string): ErrorSummary {
  return new HybridStreamError({
    code: "destination-lost",
    message:
      "Media Push says that the converter failed: it cannot reach or keep the RTMP address, or had a fault of its own. Check the address and start anew.",
    provider,
    operation: "getRelayStatus",
  }).toJSON();
}

/** What Agora's state of a converter means. A state that is not documented is not taken for health. */
export function statusOf({
  state,
  data,
  provider,
  observedAt,
}: {
  readonly state: ConverterState;
  readonly data: ConverterHandleData;
  readonly provider: string;
  readonly observedAt: Date;
}): RelayStatus {
  const { encoding, encodingReason = "" } = data;
  const common = {
    destination: "unknown",
    health: "unknown",
    progress: null,
    publisher: "unknown",
    encoding: encoding === undefined ? null : { kind: encoding, reason: encodingReason },
    error: null,
    sourceExhausted: false,
    observedAt,
  } as const;
  if (typeof state === "object" && state !== null) return { ...common, state: "absent" };
  switch (state) {
    case "connecting":
      return { ...common, state: "starting", destination: "connecting" };
    case "running":
      return { ...common, state: "running", destination: "delivering", health: "good" };
    case "failed":
      return { ...common, state: "failed", destination: "lost", health: "poor", error: failure(provider) };
    default:
      return { ...common, state: "unknown" };
  }
}
