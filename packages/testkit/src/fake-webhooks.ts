import { createHmac } from "node:crypto";
import { type Hint, HybridStreamError, type RawWebhook } from "@hybrid-stream/spec";

const signatureHeader = "fake-signature";

/** The provider's id is the key: a fake has no secret to keep. */
function sign(providerId: string, body: Uint8Array): string {
  return createHmac("sha256", providerId).update(body).digest("hex");
}

/** Webhooks and hints of one fake: the body is a list of hints, signed as it stands. */
export class FakeWebhooks {
  readonly #listeners = new Set<(hint: Hint) => void>();

  constructor(private readonly provider: string) {}

  onHint(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(hint: Hint): void {
    for (const listener of [...this.#listeners]) listener(hint);
  }

  async parse(request: RawWebhook): Promise<Hint[]> {
    if (request.headers[signatureHeader] !== sign(this.provider, request.body)) {
      throw new HybridStreamError({
        code: "webhook-rejected",
        message: "The webhook's signature is missing or wrong.",
        provider: this.provider,
        operation: "parseWebhook",
      });
    }
    return JSON.parse(new TextDecoder().decode(request.body)) as Hint[];
  }

  close(): void {
    this.#listeners.clear();
  }
}

/** A webhook that the fake with this id accepts. Hand it over twice to test duplicates. */
export function fakeWebhook(providerId: string, hints: readonly Hint[], receivedAt: Date = new Date()): RawWebhook {
  const body = new TextEncoder().encode(JSON.stringify(hints));
  return {
    method: "POST",
    url: `https://host.fake.invalid/webhooks/${providerId}`,
    headers: { [signatureHeader]: sign(providerId, body), "content-type": "application/json" },
    body,
    receivedAt,
  };
}
