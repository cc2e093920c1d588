import { randomBytes } from "node:crypto";
import type { Clock, IngestPlane, IngestReception, ReceivedMedia } from "@hybrid-stream/spec";

/** An encoder that is simulated as well. */
export interface SimulatedEncoder {
  /** False when its key was refused. */
  readonly accepted: boolean;
  /** Resolves when it is over: stopped, cut, or refused in the first place. */
  readonly closed: Promise<void>;
  stop(): void;
}

const windowSegments = 6;
const media = { bitrateKbps: 2_500, width: 1280, height: 720, framesPerSecond: 30 };

/** A reception without media: its encoders are connections in this process, and its playlist follows the clock. */
export class ClockReception implements IngestReception {
  readonly id = randomBytes(8).toString("hex");
  readonly ingestUrl: string;
  /** A path: whoever answers for it knows the host. */
  readonly playlistUrl = `/simulated/${this.id}.m3u8`;
  readonly #clock: Clock;
  readonly #segmentMs: number;
  readonly #listeners = new Set<() => void>();
  #keys = new Set<string>();
  #publisher: { readonly key: string; readonly media: ReceivedMedia; readonly end: () => void } | null = null;
  #playedMs = 0;
  #countedAt = 0;
  #viewers = 0;
  #deliveredMs = 0;

  constructor(clock: Clock, segmentMs: number, application: string) {
    this.#clock = clock;
    this.#segmentMs = segmentMs;
    this.ingestUrl = `rtmps://simulated.invalid:443/${application}/`;
  }

  get publisher(): ReceivedMedia | null {
    return this.#publisher?.media ?? null;
  }

  get viewers(): number {
    return this.#viewers;
  }

  get minutesDelivered(): number {
    this.#count();
    return this.#deliveredMs / 60_000;
  }

  setViewers(viewers: number): void {
    this.#count();
    this.#viewers = viewers;
  }

  accepts(key: string): boolean {
    return this.#keys.has(key);
  }

  connect(key: string): SimulatedEncoder {
    if (!this.accepts(key) || this.#publisher !== null) return refusedEncoder;
    let end = (): void => {};
    const closed = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#count();
    const publisher = { key, media: { ...media, connectedAt: this.#clock.now() }, end };
    this.#publisher = publisher;
    this.#changed();
    return {
      accepted: true,
      closed,
      stop: () => {
        if (this.#publisher === publisher) this.#drop();
      },
    };
  }

  setStreamKeys(keys: readonly string[]): void {
    this.#keys = new Set(keys);
    if (this.#publisher !== null && !this.#keys.has(this.#publisher.key)) this.#drop();
  }

  async disconnectPublisher(): Promise<void> {
    this.#drop();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#keys.clear();
    this.#drop();
    this.#listeners.clear();
  }

  /** `null` until a first segment is there. */
  playlist(): string | null {
    this.#count();
    const segments = Math.floor(this.#playedMs / this.#segmentMs);
    if (segments === 0) return null;
    const seconds = this.#segmentMs / 1000;
    const first = Math.max(0, segments - windowSegments);
    const lines = [
      "#EXTM3U",
      "#EXT-X-VERSION:6",
      `#EXT-X-TARGETDURATION:${Math.ceil(seconds)}`,
      `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ];
    for (let index = first; index < segments; index += 1)
      lines.push(`#EXTINF:${seconds.toFixed(3)},`, `${this.id}/${index}.ts`);
    return `${lines.join("\n")}\n`;
  }

  #drop(): void {
    const publisher = this.#publisher;
    if (publisher === null) return;
    this.#count();
    this.#publisher = null;
    publisher.end();
    this.#changed();
  }

  #count(): void {
    const now = this.#clock.monotonic();
    const passed = now - this.#countedAt;
    this.#countedAt = now;
    if (this.#publisher === null) return;
    this.#playedMs += passed;
    this.#deliveredMs += passed * this.#viewers;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const refusedEncoder: SimulatedEncoder = { accepted: false, closed: Promise.resolve(), stop: () => {} };

/** What stands in where no plane is injected. */
export class ClockPlane implements IngestPlane {
  readonly #clock: Clock;
  readonly #segmentMs: number;
  readonly #receptions = new Map<string, ClockReception>();

  constructor(clock: Clock, segmentMs: number) {
    this.#clock = clock;
    this.#segmentMs = segmentMs;
  }

  async openReception({ application }: { readonly application: string }): Promise<ClockReception> {
    const reception = new ClockReception(this.#clock, this.#segmentMs, application);
    this.#receptions.set(reception.id, reception);
    return reception;
  }

  find(id: string): ClockReception | undefined {
    return this.#receptions.get(id);
  }

  connect(key: string): SimulatedEncoder {
    const reception = [...this.#receptions.values()].find((each) => each.accepts(key));
    return reception?.connect(key) ?? refusedEncoder;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#receptions.values()].map((reception) => reception.close()));
  }
}
