import type { Handle } from "./handle.js";

/** A webhook as it came in. Signatures are checked over `body`, never over parsed JSON. */
export interface RawWebhook {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly receivedAt: Date;
}

/** Evidence that a hint leaves behind. It expires, and a fresh poll that says otherwise outweighs it. */
export interface HintEvidence {
  condition: "PublisherPresent" | "RelayRunning" | "IngestReceiving";
  value: boolean;
  reason: string;
  /** ISO 8601. */
  observedAt: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** A verified message of a vendor. It wakes the loop and decides nothing. */
export interface Hint {
  /** The vendor's id of the message: the same message twice is handled once. */
  id: string;
  /** The provider instance that verified it. */
  provider: string;
  /** What the handle of the resource is found by: a task id, an input id. */
  vendorRef: string;
  /** What happened, in a few words without secrets. */
  summary: string;
  /** Completes a partial handle, and nothing else. */
  handlePatch?: Handle;
  evidence?: HintEvidence;
}
