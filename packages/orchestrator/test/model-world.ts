import type { ChannelMode, ErrorCode } from "@hybrid-stream/spec";
import {
  createFakeWorld,
  createVirtualClock,
  type FakeTask,
  fakeRelayProvider,
  fakeRtcSource,
  fakeStreamingPlatform,
} from "@hybrid-stream/testkit";
import { HybridStreamOrchestrator } from "../src/hybrid-stream-orchestrator.js";
import { memoryStore } from "../src/store/memory-store.js";
import { type MortalStore, mortalStore } from "./mortal-store.js";

/** What may happen in a run. `channel` and `pick` are indexes, taken modulo what there is. */
export type ModelStep =
  | { readonly do: "start"; readonly channel: number; readonly mode: ChannelMode }
  | { readonly do: "end"; readonly channel: number }
  | { readonly do: "set-mode"; readonly channel: number; readonly mode: ChannelMode }
  | { readonly do: "advance"; readonly seconds: number }
  | { readonly do: "crash-relay" | "stall-relay"; readonly pick: number }
  | { readonly do: "migrate-relay"; readonly pick: number; readonly seconds: number }
  | { readonly do: "publisher"; readonly channel: number; readonly present: boolean }
  | { readonly do: "platform-outage"; readonly ingest: boolean; readonly playlists: boolean }
  | {
      readonly do: "fault";
      readonly operation: string;
      readonly error: ErrorCode;
      readonly happened: boolean;
      readonly delayMs: number;
      readonly times: number;
    }
  | { readonly do: "kill-process" }
  | { readonly do: "restart-process" }
  | { readonly do: "store-unreachable"; readonly seconds: number };

export const modelChannels = ["red", "green"] as const;

/** Two channels, two relays, one platform and one process after another on one store, all on virtual time. */
export class ModelWorld {
  readonly clock = createVirtualClock();
  readonly world = createFakeWorld({ clock: this.clock });
  readonly store = memoryStore({ clock: this.clock });
  readonly platform: ReturnType<typeof fakeStreamingPlatform>;
  readonly relays: ReturnType<typeof fakeRelayProvider>[];
  readonly rtc = fakeRtcSource({ world: this.world });
  /** What a channel said to be live although nothing new had come. */
  readonly lies: string[] = [];
  readonly said: string[] = [];
  #process: { hybrid: HybridStreamOrchestrator; view: MortalStore };
  readonly #absenceProofSeconds: number;
  #seed: number;
  #disturbedAt = Number.NEGATIVE_INFINITY;

  constructor(options: { seed: number; locality: "cloud" | "process"; absenceProofSeconds: number }) {
    this.#seed = options.seed;
    const { locality, absenceProofSeconds } = options;
    const local = locality === "process";
    this.#absenceProofSeconds = local ? 0 : absenceProofSeconds;
    this.platform = fakeStreamingPlatform({ world: this.world });
    this.relays = ["first", "second"].map((id) =>
      fakeRelayProvider({
        id,
        world: this.world,
        stopDelaySeconds: local ? 0 : 3,
        capabilities: { locality, absenceProofSeconds: this.#absenceProofSeconds },
      }),
    );
    this.#process = this.#boot();
  }

  get hybrid(): HybridStreamOrchestrator {
    return this.#process.hybrid;
  }

  async take(step: ModelStep): Promise<void> {
    switch (step.do) {
      case "start":
        return this.#try(() => this.hybrid.startChannel(this.#order(step.channel, step.mode)));
      case "end":
        return this.#try(() => this.hybrid.endChannel(nameOf(step.channel)));
      case "set-mode":
        return this.#try(() => this.hybrid.setMode(nameOf(step.channel), step.mode));
      case "advance":
        return this.clock.advance(step.seconds * 1000);
      case "crash-relay":
        return this.#onTask(step.pick, (task) => this.world.crashTask(task.id));
      case "stall-relay":
        return this.#onTask(step.pick, (task) => this.world.stallTask(task.id));
      case "migrate-relay":
        // A vendor that moves tasks for longer than it says breaks the contract.
        if (step.seconds > this.#absenceProofSeconds) return;
        return this.#onTask(step.pick, (task) => this.world.migrateTask(task.id, step.seconds));
      case "publisher":
        return this.world.setPublisher(nameOf(step.channel), step.present ? "present" : "absent");
      case "platform-outage":
        return this.world.setPlatformOutage(this.platform.id, step);
      case "fault":
        return this.#fault(step);
      case "kill-process":
        return this.#kill();
      case "restart-process":
        await this.#settle(this.hybrid.close());
        this.#process = this.#boot();
        return this.#settle(this.hybrid.start());
      case "store-unreachable":
        this.#process.view.unreachable = true;
        await this.clock.advance(step.seconds * 1000);
        this.#process.view.unreachable = false;
        this.#disturbedAt = this.clock.monotonic();
    }
  }

  /** Every fault is over and everybody is there. */
  heal(): void {
    for (const provider of [this.platform, ...this.relays, this.rtc]) provider.faults.heal();
    this.world.setPlatformOutage(this.platform.id, { ingest: false, playlists: false });
    for (const channel of modelChannels) this.world.setPublisher(channel, "present");
  }

  #boot(): { hybrid: HybridStreamOrchestrator; view: MortalStore } {
    const view = mortalStore(this.store);
    const hybrid = new HybridStreamOrchestrator({
      namespace: "model",
      rtc: this.rtc,
      relays: this.relays,
      platforms: [this.platform],
      store: view.store,
      clock: this.clock,
      random: () => this.#random(),
      probe: { probe: (url) => this.platform.probe(url), close: () => {} },
    });
    hybrid.on("channel:snapshot", ({ snapshot }) => {
      this.said.push(JSON.stringify(snapshot));
      if (snapshot.phase === "live" && snapshot.mode !== "agora-only") this.#checkLive(snapshot.channelId);
    });
    return { hybrid, view };
  }

  /** `live` means that new segments came within the limit, and a look is at most a poll old. */
  #checkLive(channelId: string): void {
    const streams = [...this.world.streams.values()].filter((stream) => stream.channelId === channelId);
    this.world.catchUp();
    const last = Math.max(...streams.map((stream) => stream.lastMediaAt ?? Number.NEGATIVE_INFINITY));
    const ageMs = this.clock.monotonic() - last;
    // After a crash or a lost store somebody has to own the channel before anybody can look: 35 s from then.
    const ownedForMs = this.clock.monotonic() - this.#disturbedAt;
    if (ageMs > 24_000 && ownedForMs > 35_000)
      this.lies.push(`${channelId} was called live ${ageMs} ms after the last media`);
  }

  async #kill(): Promise<void> {
    this.#disturbedAt = this.clock.monotonic();
    const { view } = this.#process;
    view.kill();
    for (const instanceId of view.instanceIds) this.world.killInstance(instanceId);
    this.#process = this.#boot();
    await this.#settle(this.hybrid.start());
  }

  #fault(step: Extract<ModelStep, { do: "fault" }>): void {
    const fault = {
      error: step.error,
      effect: step.happened ? ("once" as const) : ("none" as const),
      delayMs: step.delayMs,
      times: step.times,
    };
    for (const provider of [this.platform, ...this.relays]) provider.faults.next(step.operation, fault);
  }

  #onTask(pick: number, act: (task: FakeTask) => void): void {
    const tasks = this.world.runningTasks();
    const task = tasks[pick % Math.max(1, tasks.length)];
    if (task !== undefined) act(task);
  }

  #order(channel: number, mode: ChannelMode) {
    const channelId = nameOf(channel);
    return { channelId, mode, source: { kind: "agora" as const, channel: channelId } };
  }

  /** A typed refusal is a right answer; anything else is not. */
  async #try(call: () => Promise<unknown>): Promise<void> {
    const result = call().then(
      () => null,
      (error: unknown) => error,
    );
    await this.clock.advance(0);
    const error = await result;
    if (error !== null && !isExpectedRefusal(error)) throw error;
  }

  /** Lets a call finish that may need time to pass. */
  async #settle(call: Promise<unknown>): Promise<void> {
    let done = false;
    const finished = call.finally(() => {
      done = true;
    });
    await this.clock.runUntil(() => done, { limitMs: 30_000 });
    await finished;
  }

  /** A small generator of its own, so that a failing seed replays exactly. */
  #random(): number {
    this.#seed = (this.#seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return this.#seed / 2 ** 32;
  }
}

function nameOf(channel: number): string {
  return modelChannels[channel % modelChannels.length] ?? modelChannels[0];
}

function isExpectedRefusal(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "order-conflict" || code === "channel-not-found" || code === "channel-ended";
}
