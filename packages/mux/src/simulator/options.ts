import { parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, type IngestPlane, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { MuxQuotas } from "./http/rate-limiter.js";
import type { MuxWebhookTarget } from "./webhooks/courier.js";

/** Everything is optional. */
export interface MuxSimulatorOptions {
  /** Moves every state. Default: the machine's clock. */
  readonly clock?: Clock;
  /**
   * Receives real media. Closed with the simulator. Default: none; then encoders are simulated as well, by
   * `connectEncoder`, and playlists follow the clock.
   */
  readonly ingestPlane?: IngestPlane;
  /** Default `simulated-token-id`. */
  readonly tokenId?: string;
  /** Default `simulated-token-secret`. */
  readonly tokenSecret?: string;
  /** Where webhooks go: to an address, or to a function. Default: nowhere. */
  readonly webhook?: MuxWebhookTarget;
  /** Default: the published ones. */
  readonly quotas?: Partial<MuxQuotas>;
  /** How long things take. */
  readonly timings?: Partial<MuxTimings>;
  /**
   * Whether a new stream key cuts an encoder that is connected with the old one. Mux does not say. Default true; false
   * shows what a client does that must not rely on it.
   */
  readonly resetCutsEncoder?: boolean;
}

/** How long things take, in milliseconds. */
export interface MuxTimings {
  /** From the encoder's connection to `active`. Default 5,000. */
  readonly activeMs: number;
  /** Of one segment, where no plane is injected. Default 2,000. */
  readonly segmentMs: number;
}

const text = z.string().check(z.minLength(1));
const amount = (fallback: number) => z._default(z.number().check(z.minimum(0)), fallback);
const whole = <T>(...methods: readonly string[]) =>
  z.custom<T>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
    `it must have the methods ${methods.join(", ")}`,
  );
const target = z
  .strictObject({
    secret: text,
    url: z.optional(z.url()),
    handler: z.optional(
      z.custom<NonNullable<MuxWebhookTarget["handler"]>>(
        (value) => typeof value === "function",
        "it must be a function",
      ),
    ),
  })
  .check(z.refine(({ url, handler }) => url !== undefined || handler !== undefined, "give a url or a handler"));

const schema = z.strictObject({
  clock: z._default(whole<Clock>("now", "monotonic", "setTimeout", "clearTimeout"), systemClock),
  ingestPlane: z.optional(whole<IngestPlane>("openReception", "close")),
  tokenId: z._default(text, "simulated-token-id"),
  tokenSecret: z._default(text, "simulated-token-secret"),
  webhook: z.optional(target),
  quotas: z.prefault(
    z.strictObject({ postPerSecond: amount(1), postBurst: amount(10), otherPerSecond: amount(5) }),
    {},
  ),
  timings: z.prefault(
    z.strictObject({ activeMs: amount(5_000), segmentMs: z._default(z.number().check(z.minimum(100)), 2_000) }),
    {},
  ),
  resetCutsEncoder: z._default(z.boolean(), true),
});

/** @throws `invalid-options` with `field`. */
export function readOptions(options: MuxSimulatorOptions) {
  return parseOptions(schema, options, { name: "createMuxSimulator()" });
}
