import type { RelayHandle, RelayProvider, RelaySpec } from "@hybrid-stream/spec";
import { Bench, type SubjectBase } from "./bench.js";
import type { ConformanceCase } from "./suite.js";

/** A relay provider under test, and what the suite needs to drive it and to look behind it. */
export interface RelaySubject extends SubjectBase {
  readonly provider: RelayProvider;
  /** What a relay shall do. Each call brings an ingest that nobody uses and that takes the relay. */
  makeSpec(): RelaySpec | Promise<RelaySpec>;
  /** How many relays run now, seen without the provider: at the vendor, in the process table, at the ingest. */
  runningRelays(): number | Promise<number>;
  /** Whether media has come in at the ingest of this spec. */
  hasMedia(spec: RelaySpec): boolean | Promise<boolean>;
  /** A handle of the provider's own shape for a relay that never was. */
  unknownHandle(): RelayHandle;
  /** Ends a relay behind the provider's back, as a crash would. */
  kill?(handle: RelayHandle): void | Promise<void>;
}

/** What a case of the relay suite works with. */
export class RelayBench extends Bench<RelaySubject> {
  readonly provider = this.subject.provider;

  async start(
    overrides: Parameters<RelayBench["call"]>[0] = {},
  ): Promise<{ readonly handle: RelayHandle; readonly spec: RelaySpec }> {
    const spec = await this.subject.makeSpec();
    const handle = await this.provider.startRelay(spec, this.call(overrides));
    this.seen.push(handle);
    return { handle, spec };
  }

  async status(handle: RelayHandle) {
    const status = await this.provider.getRelayStatus(handle, this.call());
    this.seen.push(status);
    return status;
  }

  async untilState(handle: RelayHandle, states: readonly string[]): Promise<void> {
    await this.until(`a status of ${states.join(" or ")}`, async () =>
      states.includes((await this.status(handle)).state),
    );
  }

  async untilRunning(count: number): Promise<void> {
    await this.until(`${count} running relays`, async () => (await this.subject.runningRelays()) === count);
  }

  async stop(handle: RelayHandle) {
    const receipt = await this.provider.stopRelay(handle, this.call());
    this.seen.push(receipt);
    const { outcome, provableAfterMs } = receipt;
    this.expect({
      outcome: ["proven", "accepted", "unproven"].includes(outcome),
      provableAfterMs: outcome === "proven" ? provableAfterMs === 0 : provableAfterMs >= 0,
    }).toEqual({ outcome: true, provableAfterMs: true });
    return receipt;
  }

  /** Stops until it is proven; as often as the provider's own advice makes reasonable. */
  async stopUntilProven(handle: RelayHandle): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      const receipt = await this.stop(handle);
      if (receipt.outcome === "proven") return;
      await this.pause(Math.max(100, receipt.provableAfterMs));
    }
    this.expect({ proven: false }).toEqual({ proven: true });
  }
}

export type RelayCase = ConformanceCase<RelayBench>;
