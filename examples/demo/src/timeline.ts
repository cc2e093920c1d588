import type { ChannelSnapshot, HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";

/** Something that came up on the way to live. */
export interface TimelineStep {
  /** Since the order. */
  readonly milliseconds: number;
  readonly name: string;
}

const hops: readonly { readonly name: string; readonly isUp: (snapshot: ChannelSnapshot) => boolean }[] = [
  { name: "stream created", isUp: ({ playbackVersion }) => playbackVersion > 0 },
  { name: "relay started", isUp: ({ relay }) => relay?.step === "started" },
  { name: "relay delivers", isUp: ({ conditions }) => conditions?.RelayRunning.value === "true" },
  { name: "ingest receives", isUp: ({ conditions }) => conditions?.IngestReceiving.value === "true" },
  { name: "playlist appears", isUp: ({ segments }) => segments > 0 },
];

/** Tells each hop once, as it comes up, and after that what happens to the channel. */
export class Timeline {
  readonly #say: (line: string) => void;
  readonly #orderedAt = performance.now();
  readonly #steps: TimelineStep[] = [];
  #encodingTold = false;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  get steps(): readonly TimelineStep[] {
    return this.#steps;
  }

  follow(hybrid: HybridStreamOrchestrator): void {
    hybrid.on("channel:snapshot", ({ snapshot }) => this.#look(snapshot));
    hybrid.on("channel:live", ({ timeToLiveMs }) => {
      if (timeToLiveMs === null) this.tell("viewers get new segments again");
    });
    hybrid.on("channel:interrupted", ({ reason }) => this.tell(`viewers get nothing new: ${reason}`));
    hybrid.on("relay:started", ({ relayGeneration, relayAttempt }) => {
      if (relayGeneration > 1 || relayAttempt > 1) this.tell("relay started again");
    });
  }

  /** Viewers get new segments, for the first time. */
  live({ phase, phaseReason }: ChannelSnapshot, milliseconds: number): void {
    this.#step("live", milliseconds);
    if (phase !== "live") this.tell(`${phase}: ${phaseReason}`);
  }

  /** A line with the time since the order. */
  tell(text: string, milliseconds = this.#elapsed()): void {
    this.#say(`${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${text}`);
  }

  #look(snapshot: ChannelSnapshot): void {
    for (const { name, isUp } of hops) {
      if (isUp(snapshot) && !this.#steps.some((step) => step.name === name)) this.#step(name, this.#elapsed());
    }
    const encoding = snapshot.relay?.encoding ?? null;
    if (encoding === null || this.#encodingTold) return;
    this.#encodingTold = true;
    this.tell(`encoding: ${encoding.kind}. ${encoding.reason}`);
  }

  #step(name: string, milliseconds: number): void {
    this.#steps.push({ name, milliseconds: Math.round(milliseconds) });
    this.tell(name, milliseconds);
  }

  #elapsed(): number {
    return performance.now() - this.#orderedAt;
  }
}
