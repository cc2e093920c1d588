import { type Clock, HybridStreamError, Secret, type ViewerCount } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { Calling, MuxClient } from "../api/mux-client.js";
import { signToken } from "../playback/sign-token.js";
import type { SigningKey } from "../playback/signing-key.js";

const schema = z.object({
  data: z.array(z.object({ viewers: z.int().check(z.minimum(0)), updated_at: z.catch(z.nullish(z.string()), null) })),
});

/** So many are asked for with one status call: each stream takes a request. */
const atOnce = 10;
const freshMs = 20_000;
/** Older ones are no number any more. */
const staleMs = 120_000;
const tokenSeconds = 60;
const remembered = 10_000;

/**
 * Viewers by Mux Data's engagement counts: only those whose player reports to Mux Data. A beta whose future is not
 * known, so that a failure never spoils a status: it then has no number.
 */
export class ViewerNumbers {
  readonly #client: MuxClient;
  readonly #key: SigningKey;
  readonly #baseUrl: string;
  readonly #clock: Clock;
  readonly #counts = new Map<string, { readonly at: number; readonly count: ViewerCount | null }>();

  constructor(client: MuxClient, key: SigningKey, baseUrl: string) {
    this.#client = client;
    this.#key = key;
    this.#baseUrl = baseUrl;
    this.#clock = client.clock;
  }

  of(liveStreamId: string): ViewerCount | null {
    const known = this.#counts.get(liveStreamId);
    return known !== undefined && this.#clock.monotonic() - known.at < staleMs ? known.count : null;
  }

  /** Asks for the numbers that are oldest. */
  async refresh(liveStreamIds: readonly string[], calling: Calling): Promise<void> {
    const now = this.#clock.monotonic();
    const ageOf = (id: string): number => now - (this.#counts.get(id)?.at ?? Number.NEGATIVE_INFINITY);
    const due = liveStreamIds.filter((id) => ageOf(id) >= freshMs).sort((one, other) => ageOf(other) - ageOf(one));
    await Promise.all(due.slice(0, atOnce).map((id) => this.#ask(id, calling)));
    for (const id of this.#counts.keys()) {
      if (this.#counts.size <= remembered) break;
      this.#counts.delete(id);
    }
  }

  async #ask(id: string, { call }: Calling): Promise<void> {
    const exp = Math.floor(this.#clock.now().getTime() / 1000) + tokenSeconds;
    const token = new Secret(signToken(this.#key, { sub: id, aud: "live_stream_id", exp }));
    const calling: Calling = { call, operation: "getViewerCount", priority: "analytics" };
    const request = { method: "GET", path: "/counts", query: { token }, baseUrl: this.#baseUrl } as const;
    try {
      const { body } = await this.#client.request({ ...request, schema, ...calling });
      const [first] = body.data;
      const seen = Date.parse(first?.updated_at ?? "");
      const observedAt = Number.isNaN(seen) ? this.#clock.now() : new Date(seen);
      const count = first && { value: first.viewers, method: "sampled" as const, observedAt: observedAt.toISOString() };
      this.#counts.set(id, { at: this.#clock.monotonic(), count: count ?? null });
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown)) throw thrown;
      call.logger.debug({ provider: this.#client.provider, code: thrown.code }, "viewers not counted");
      this.#counts.set(id, { at: this.#clock.monotonic(), count: null });
    }
  }
}
