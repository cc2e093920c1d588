import type { Clock } from "@hybrid-stream/spec";

const windowMs = 1000;
const usual = 5;

/** Calls a second of each operation that differ from 5. Source: the quota page of the IVS user guide. */
const published: Readonly<Record<string, number>> = {
  CreateRecordingConfiguration: 3,
  GetRecordingConfiguration: 3,
  DeleteRecordingConfiguration: 3,
  ListRecordingConfigurations: 3,
  ImportPlaybackKeyPair: 3,
  GetPlaybackKeyPair: 3,
  ListPlaybackKeyPairs: 3,
  DeletePlaybackKeyPair: 3,
  ListTagsForResource: 10,
  TagResource: 10,
  UntagResource: 10,
  StartViewerSessionRevocation: 10,
  PutMetadata: 155,
  GetMetricData: 50,
};

/** So many requests of an operation in any second. Refused ones do not count. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #quotas: Readonly<Record<string, number>>;
  readonly #everything: number | null;
  readonly #admitted = new Map<string, number[]>();

  constructor(clock: Clock, quotas: Readonly<Record<string, number>> | number) {
    this.#clock = clock;
    this.#everything = typeof quotas === "number" ? quotas : null;
    this.#quotas = typeof quotas === "number" ? {} : { ...published, ...quotas };
  }

  /** Whether one more may pass now. */
  admit(operation: string, limit = this.#everything ?? this.#quotas[operation] ?? usual): boolean {
    const now = this.#clock.monotonic();
    const recent = (this.#admitted.get(operation) ?? []).filter((at) => now - at < windowMs);
    const isAdmitted = recent.length < limit;
    if (isAdmitted) recent.push(now);
    this.#admitted.set(operation, recent);
    return isAdmitted;
  }
}
