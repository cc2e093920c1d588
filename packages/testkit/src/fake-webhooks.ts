import { type Hint, HybridStreamError, type RawWebhook } from "@hybrid-stream/spec";

const signatureHeader = "fake-signature";

/** Webhooks and hints of one fake: the signature is the provider's id, the body a list of hints. */
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
    if (request.headers[signatureHeader] !== this.provider) {
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
  return {
    method: "POST",
    url: `https://host.fake.invalid/webhooks/${providerId}`,
    headers: { [signatureHeader]: providerId, "content-type": "application/json" },
    body: new TextEncoder().encode(JSON.stringify(hints)),
    receivedAt,
  };
}
