import { randomUUID } from "node:crypto";
import { PushRunner, type PushState, type PushTools } from "../media/push-runner.js";
import type { Cancel } from "../timers.js";
import type { Channels } from "../world/channels.js";
import { channelOf, outputOf, passesThrough, type SizeClass, sizeClassOf, sourcesOf } from "./converter-media.js";
import type { ConverterConfiguration } from "./read-converter.js";

/** Why a converter is gone, in the service's words. */
export type DestroyReason = "Delete Request" | "Idle Timeout" | "Internal Error";

/** The states that are documented. */
export type ConverterState = "connecting" | "running" | "failed";

/** What a converter lives in. */
export interface ConverterEnvironment extends PushTools {
  readonly channels: Channels;
  onState(converter: Converter): void;
  onIdle(converter: Converter): void;
}

/** Not documented; what the documentation recommends to send. Seconds. */
const defaultIdleTimeout = 300;

const stateOfPush: Readonly<Partial<Record<PushState, ConverterState>>> = {
  connecting: "connecting",
  delivering: "running",
  lost: "failed",
};

/** One converter from its creation to its destruction. */
export class Converter {
  readonly id = randomUUID().replaceAll("-", "");
  readonly region: string;
  readonly createdAt: Date;
  updatedAt: Date;
  sequence = -1;
  readonly #environment: ConverterEnvironment;
  readonly #push: PushRunner;
  #configuration: ConverterConfiguration;
  #state: ConverterState = "connecting";
  #cancelIdle: Cancel | null = null;
  #cancelMigration: Cancel | null = null;
  #destroyed = false;

  constructor(region: string, configuration: ConverterConfiguration, environment: ConverterEnvironment) {
    this.region = region;
    this.#configuration = configuration;
    this.#environment = environment;
    this.createdAt = environment.timers.clock.now();
    this.updatedAt = this.createdAt;
    this.#push = new PushRunner(environment, () => this.#become(stateOfPush[this.#push.state] ?? this.#state));
  }

  get configuration(): ConverterConfiguration {
    return this.#configuration;
  }

  get channel(): string {
    return channelOf(this.#configuration.settings);
  }

  get name(): string {
    return this.#configuration.settings.name ?? "";
  }

  get state(): ConverterState {
    return this.#state;
  }

  /** It is being moved to another machine: the API does not know it, and no media moves. */
  get migrating(): boolean {
    return this.#cancelMigration !== null;
  }

  get pushing(): boolean {
    return this.#push.pushing;
  }

  get sizeClass(): SizeClass {
    const { settings } = this.#configuration;
    return sizeClassOf(outputOf(settings, sourcesOf(settings, this.#environment.channels.publishers(this.channel))[0]));
  }

  /** Makes what runs fit who is in the channel. */
  refresh(): void {
    if (this.#destroyed) return;
    const { settings } = this.#configuration;
    const sources = sourcesOf(settings, this.#environment.channels.publishers(this.channel));
    this.#watchIdle(sources.length === 0);
    if (this.migrating || this.#state === "failed") return;
    const [source] = sources;
    // Without a source a raw converter has nothing to send; a mixing one goes on with the last frame.
    if (!source && (settings.rawOptions || !this.#push.pushing)) this.#push.aim(null);
    if (!source) return;
    const blind = settings.rawOptions !== undefined && !passesThrough(source);
    const output = outputOf(settings, source);
    this.#push.aim({ label: `converter ${this.id}`, rtmpUrl: settings.rtmpUrl, output, blind });
  }

  update(configuration: ConverterConfiguration, sequence: number): void {
    this.sequence = sequence;
    const moved = configuration.settings.rtmpUrl !== this.#configuration.settings.rtmpUrl;
    this.#configuration = configuration;
    this.updatedAt = this.#environment.timers.clock.now();
    if (moved) this.#push.aim(null);
    this.refresh();
  }

  migrate(seconds: number): void {
    this.#cancelMigration?.();
    this.#cancelMigration = this.#environment.timers.after(seconds * 1_000, () => {
      this.#cancelMigration = null;
      if (this.#state === "running") this.#become("connecting");
      this.refresh();
    });
    this.#push.aim(null);
  }

  fail(): void {
    this.#push.aim(null);
    this.#become("failed");
  }

  /** Resolves when no media of it moves any more. */
  async destroy(): Promise<void> {
    this.#destroyed = true;
    this.#cancelIdle?.();
    this.#cancelMigration?.();
    await this.#push.close();
  }

  #watchIdle(idle: boolean): void {
    if (idle && this.#cancelIdle === null) {
      const seconds = this.#configuration.settings.idleTimeout ?? defaultIdleTimeout;
      this.#cancelIdle = this.#environment.timers.after(seconds * 1_000, () => this.#environment.onIdle(this));
    } else if (!idle) {
      this.#cancelIdle?.();
      this.#cancelIdle = null;
    }
  }

  #become(state: ConverterState): void {
    if (this.#destroyed || state === this.#state) return;
    this.#state = state;
    this.#environment.onState(this);
  }
}
