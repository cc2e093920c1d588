import { IvsClient, type IvsClientConfig } from "@aws-sdk/client-ivs";
import { type PacerPriority, retryBudgetOf } from "@hybrid-stream/provider-kit";
import { delay, HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { Settings } from "../settings.js";
import { type CallIdentity, errorOfAbort, errorOfFault, errorOfShape } from "./call-error.js";
import { MetadataPace, pacerOf } from "./quotas.js";
import { causeOf, createRequestTimeout } from "./request-timeout.js";
import { vendorFaultOf } from "./vendor-fault.js";

/** Refusals that tell a state, and no fault. By name: two of them are 404. */
export type Refusal =
  | "ChannelNotBroadcasting"
  | "ResourceNotFoundException"
  | "ConflictException"
  | "ServiceQuotaExceededException";

/** What IVS made of a call. */
export type Outcome<Body> = { readonly body: Body } | { readonly refusal: Refusal };

/** What a contract's call has to say for the requests that it takes. */
export interface CallScope {
  /** In the contract's words: `getStreamStatus`. */
  readonly operation: string;
  readonly signal: AbortSignal;
  readonly priority: PacerPriority;
}

/** One request to IVS. */
export interface IvsRequest<Body> {
  /** As IVS calls it: `GetStream`. */
  readonly vendorOperation: string;
  /** A `read` is tried again within limits; an `effect` is sent once. */
  readonly kind: "read" | "effect";
  readonly send: (client: IvsClient, options: { readonly abortSignal: AbortSignal }) => Promise<unknown>;
  readonly schema: z.core.$ZodType<Body>;
  readonly refusals?: readonly Refusal[];
}

const passing = new Set(["network-unreachable", "connection-lost", "timeout", "rate-limited", "vendor-unavailable"]);
const pausesMs = [200, 1000];
const throttledPauseMs = 1000;
/** A longer pause is for the caller to make. */
const longestPauseMs = 4000;

/** Talks to IVS: pace, timeouts, retries of reads, errors. One for each platform instance. */
export class IvsCaller {
  readonly metadataPace: MetadataPace;
  readonly #settings: Settings;
  readonly #client: IvsClient;
  #closed = false;

  constructor(settings: Settings) {
    const { region, endpoint, credentials, requestHandler, timeoutMs } = settings;
    this.#settings = settings;
    this.metadataPace = new MetadataPace({ clock: settings.clock, share: settings.quotaShare });
    const configuration: IvsClientConfig = {
      region,
      // Named in every case: AWS_ENDPOINT_URL_IVS, set for something else, would take production elsewhere.
      endpoint,
      // With an address given, the SDK would refuse every request where the environment asks for one of these.
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      // One attempt: the SDK's retries pass the pace by, and would create a channel twice.
      maxAttempts: 1,
      // Without the last one a request that takes too long is only logged.
      requestHandler: requestHandler ?? {
        connectionTimeout: 3000,
        requestTimeout: timeoutMs,
        throwOnRequestTimeout: true,
      },
      ...(credentials && { credentials }),
    };
    this.#client = new IvsClient(configuration);
  }

  get provider(): string {
    return this.#settings.id;
  }

  /**
   * Waits for its turn, sends, and reads the answer.
   *
   * @throws HybridStreamError only.
   */
  async request<Body>(request: IvsRequest<Body>, scope: CallScope): Promise<Outcome<Body>> {
    const budget = retryBudgetOf(`aws-ivs:${this.#settings.credentialName}:${this.#settings.region}`);
    for (let tries = 0; ; tries += 1) {
      try {
        const outcome = await this.#attempt(request, scope);
        budget.succeeded(tries);
        return outcome;
      } catch (thrown) {
        const pauseMs = this.#pauseAfter(thrown, tries);
        if (request.kind !== "read" || pauseMs === null || scope.signal.aborted || !budget.take()) throw thrown;
        // An abort during the pause is reported by the attempt, which sends nothing then.
        await delay(this.#settings.clock, pauseMs, scope.signal).catch(() => {});
      }
    }
  }

  close(): void {
    if (!this.#closed) this.#client.destroy();
    this.#closed = true;
  }

  #pauseAfter(thrown: unknown, tries: number): number | null {
    const longest = pausesMs[tries];
    if (longest === undefined || !HybridStreamError.isInstance(thrown) || !passing.has(thrown.code)) return null;
    const jittered = longest * (0.5 + Math.random() / 2);
    if (thrown.code !== "rate-limited") return jittered;
    const pauseMs = Math.max(throttledPauseMs, thrown.retryAfterMs ?? 0);
    return pauseMs > longestPauseMs ? null : pauseMs + jittered;
  }

  async #attempt<Body>(request: IvsRequest<Body>, scope: CallScope): Promise<Outcome<Body>> {
    const { vendorOperation, kind } = request;
    const identity: CallIdentity = { provider: this.provider, operation: scope.operation, vendorOperation, kind };
    if (this.#closed) {
      const message = `${scope.operation}: the platform is closed. Make another one.`;
      throw new HybridStreamError({ code: "closed", message, provider: this.provider, operation: scope.operation });
    }
    await this.#waitForTurn(identity, scope);
    const { clock, timeoutMs, secrets } = this.#settings;
    const timeout = createRequestTimeout({ clock, timeoutMs, signal: scope.signal });
    try {
      const sent = request.send(this.#client, { abortSignal: timeout.signal });
      return { body: this.#read(await Promise.race([sent, timeout.aborted]), request, identity) };
    } catch (thrown) {
      if (HybridStreamError.isInstance(thrown)) throw thrown;
      const cause = timeout.cause();
      if (cause !== null) throw errorOfAbort(cause, identity);
      const fault = vendorFaultOf(thrown);
      const refusal = request.refusals?.find((each) => each === fault.name);
      if (refusal !== undefined) return { refusal };
      throw errorOfFault(fault, identity, secrets);
    } finally {
      timeout.dispose();
    }
  }

  async #waitForTurn(identity: CallIdentity, { priority, signal }: CallScope): Promise<void> {
    const { clock, credentialName, region, quotaShare } = this.#settings;
    const pacer = pacerOf({ clock, credential: credentialName, region, share: quotaShare }, identity.vendorOperation);
    try {
      await pacer.acquire({ priority, signal });
    } catch {
      // It only ever gives up for its signal, and nothing was sent.
      throw errorOfAbort(causeOf(signal), { ...identity, kind: "read" });
    }
  }

  #read<Body>(answer: unknown, { schema }: IvsRequest<Body>, identity: CallIdentity): Body {
    const read = z.safeParse(schema, answer);
    if (read.success) return read.data;
    const field = read.error.issues[0]?.path.map(String).join(".") || "body";
    throw errorOfShape(identity, field, requestIdOf(answer));
  }
}

const metadata = z.object({ $metadata: z.object({ requestId: z.string() }) });

function requestIdOf(answer: unknown): string | undefined {
  const read = z.safeParse(metadata, answer);
  return read.success ? read.data.$metadata.requestId.slice(0, 200) : undefined;
}
