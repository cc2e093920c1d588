import type { Hint, RawWebhook } from "./webhook.js";

/** What relays and platforms have in common. */
export interface Provider {
  readonly specificationVersion: "v1";
  /** What it is: `agora-media-push`. */
  readonly kind: string;
  /** Which one it is; defaults to `kind`, so that two accounts can live side by side. Last part of its webhook path. */
  readonly id: string;
  /** Verifies on raw bytes and reads. @throws `webhook-rejected` for what is not authentic. */
  parseWebhook?(request: RawWebhook): Promise<Hint[]>;
  /**
   * Hints from inside the process, for providers that see their resource die (a child process, a socket). They only
   * wake the loop.
   */
  onHint?(listener: (hint: Hint) => void): () => void;
  /** Releases sockets and processes. Any number of times. It ends nothing at a vendor. */
  close(): Promise<void>;
}
