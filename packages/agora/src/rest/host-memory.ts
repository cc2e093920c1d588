import type { Clock } from "@hybrid-stream/spec";

/** How long a host that failed is passed over. */
const passedOverMs = 60_000;

/** Remembers which host failed, so that the next request goes to the next one. */
export class HostMemory {
  readonly #hosts: readonly string[];
  readonly #clock: Clock;
  readonly #failedAt = new Map<string, number>();

  constructor(hosts: readonly string[], clock: Clock) {
    this.#hosts = hosts;
    this.#clock = clock;
  }

  /** The first host that has not failed lately; when all have, the one whose failure is longest ago. */
  current(): string {
    const now = this.#clock.monotonic();
    let oldest = { host: "", failedAt: Number.POSITIVE_INFINITY };
    for (const host of this.#hosts) {
      const failedAt = this.#failedAt.get(host);
      if (failedAt === undefined || now - failedAt >= passedOverMs) return host;
      if (failedAt < oldest.failedAt) oldest = { host, failedAt };
    }
    return oldest.host;
  }

  failed(host: string): void {
    this.#failedAt.set(host, this.#clock.monotonic());
  }

  answered(host: string): void {
    this.#failedAt.delete(host);
  }
}
