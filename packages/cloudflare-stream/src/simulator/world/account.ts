import type { IngestPlane } from "@hybrid-stream/spec";
import type { Messenger } from "../notifications/messenger.js";
import type { SimulatorConfiguration } from "../options.js";
import type { Timers } from "../timers.js";
import { type IngestErrorCode, SimulatedLiveInput } from "./live-input.js";
import { HandPublisher, type SimulatedPublisher } from "./publisher.js";
import type { SimulatedVideo } from "./video.js";

const remembersKeysMs = 6 * 3_600_000;

/** All that the simulated account holds. */
export class Account {
  readonly inputs = new Map<string, SimulatedLiveInput>();
  readonly videos = new Map<string, SimulatedVideo>();
  readonly timings: SimulatorConfiguration["timings"];
  readonly customerCode: string;
  readonly storage: { limitMinutes: number; usedMinutes: number };
  readonly #timers: Timers;
  readonly #plane: IngestPlane | null;
  readonly #messenger: Messenger;
  readonly #idempotency = new Map<string, { readonly inputId: string; readonly until: number }>();

  constructor(configuration: SimulatorConfiguration, { timers, messenger }: { timers: Timers; messenger: Messenger }) {
    this.timings = configuration.timings;
    this.customerCode = configuration.customerCode;
    this.storage = { ...configuration.storage };
    this.#timers = timers;
    this.#plane = configuration.ingestPlane ?? null;
    this.#messenger = messenger;
  }

  /** The input that this key has made; `deleted` when it is no more. */
  madeBy(idempotencyKey: string | null): SimulatedLiveInput | "deleted" | null {
    const known = this.#idempotency.get(idempotencyKey ?? "");
    if (known === undefined || known.until <= this.#timers.clock.monotonic()) return null;
    return this.inputs.get(known.inputId) ?? "deleted";
  }

  async createInput(
    settings: SimulatedLiveInput["settings"],
    idempotencyKey: string | null,
  ): Promise<SimulatedLiveInput> {
    const input = new SimulatedLiveInput(this, this.#timers);
    input.settings = settings;
    this.inputs.set(input.uid, input);
    if (idempotencyKey !== null) {
      const until = this.#timers.clock.monotonic() + remembersKeysMs;
      this.#idempotency.set(idempotencyKey, { inputId: input.uid, until });
    }
    if (this.#plane) input.receive(await this.#plane.openReception({ label: input.uid, application: "live" }));
    return input;
  }

  async deleteInput(input: SimulatedLiveInput): Promise<void> {
    this.inputs.delete(input.uid);
    await input.remove();
  }

  /** Publishes without media, with whatever key. */
  connect(streamKey: string): SimulatedPublisher {
    const publisher = new HandPublisher();
    const input = [...this.inputs.values()].find((each) => each.streamKey === streamKey);
    if (input === undefined) publisher.end("refused");
    else input.connect(publisher);
    return publisher;
  }

  storedMinutes(): number {
    return [...this.videos.values()].reduce((sum, video) => sum + video.minutes, this.storage.usedMinutes);
  }

  storageLeftMinutes(): number {
    return this.storage.limitMinutes - this.storedMinutes();
  }

  inputChanged(input: SimulatedLiveInput, event: "connected" | "disconnected"): void {
    this.#messenger.inputEvent(input, event);
  }

  inputErrored(input: SimulatedLiveInput, code: IngestErrorCode): void {
    this.#messenger.inputEvent(input, "errored", code);
  }

  videoReady(video: SimulatedVideo): void {
    if (this.videos.has(video.uid)) this.#messenger.videoEvent(video);
  }

  async close(): Promise<void> {
    await Promise.all([...this.inputs.values()].map((input) => input.remove()));
    await this.#plane?.close();
  }
}
