import type { RelayCapabilities } from "@hybrid-stream/spec";

/** A move to another machine takes up to so long. Milliseconds. */
export const absenceProofMs = 90_000;

/** The account's ceiling for web page recordings, over all regions. */
const mostTasks = 200;

export function capabilitiesOf({ unplannedHours }: { readonly unplannedHours: number }): RelayCapabilities {
  return {
    locality: "cloud",
    sources: ["agora"],
    // By its names: a repeat meets "already started" or "task conflict". Without what was stored it learns no sid.
    idempotentStart: true,
    canList: false,
    canUpdate: true,
    absenceProofSeconds: absenceProofMs / 1000,
    maxSessionSeconds: unplannedHours * 3600,
    maxConcurrent: mostTasks,
    requires: ["web-page", "bucket"],
    billing: "agora-cloud-recording-web",
  };
}
