import type { HlsProbeResult } from "@hybrid-stream/provider-kit";
import type { ErrorCode, IngestEndpoint } from "@hybrid-stream/spec";
import { probeStream } from "./fake-probe.js";
import { isAlive } from "./fake-task.js";
import { FakeWorldEngine, type FakeWorldOptions } from "./fake-world-engine.js";
import type { FakeTask, PlatformOutage, WorldViolation } from "./fake-world-types.js";
import { findViolations } from "./world-violations.js";

/** The vendors' side of a test, to look at and to break. Give one to all fakes of a test. */
export class FakeWorld extends FakeWorldEngine {
  /** Whether the publisher behind a source is there. For Agora the name is the channel's. Everybody is, until told. */
  setPublisher(sourceName: string, presence: "present" | "absent"): void {
    this.change(() => {
      this.publishers.set(sourceName, presence === "present");
      this.record({ kind: presence === "present" ? "publisher-present" : "publisher-absent", detail: sourceName });
    });
  }

  /** The relay dies by itself. */
  crashTask(taskId: string, errorCode: ErrorCode = "ffmpeg-crashed"): void {
    this.change(() => this.endTask(this.task(taskId), "failed", errorCode));
  }

  /** The relay goes on in every respect, but nothing leaves it. */
  stallTask(taskId: string, stalled = true): void {
    this.change(() => {
      this.task(taskId).stalled = stalled;
    });
  }

  /** The vendor moves the task: it goes on, but for so long the vendor answers 404 for it. */
  migrateTask(taskId: string, seconds: number): void {
    this.change(() => {
      this.task(taskId).hiddenUntil = this.present + seconds * 1000;
    });
  }

  /** The process died: relays that live in it end; those in a cloud go on. */
  killInstance(instanceId: string): void {
    this.change(() => {
      for (const task of this.tasks.values()) {
        if (task.locality === "process" && task.instanceId === instanceId)
          this.endTask(task, "failed", "ffmpeg-crashed");
      }
    });
  }

  /** A platform is down in this respect, with its streams of now and later, until told otherwise. */
  setPlatformOutage(platform: string, outage: PlatformOutage): void {
    this.change(() => {
      this.outages.set(platform, outage);
      for (const stream of this.streams.values()) {
        if (stream.platform === platform) this.applyOutage(stream);
      }
    });
  }

  /** Looks at a playback address of any platform of this world, as a player would. */
  async probe(url: string): Promise<HlsProbeResult> {
    return probeStream(
      this,
      [...this.streams.values()].find((stream) => stream.playbackUrl === url),
    );
  }

  /** A seller's own encoder begins to push. */
  publish(endpoint: IngestEndpoint, options: { readonly sourceName?: string } = {}): FakeTask {
    return this.addTask({
      kind: "encoder",
      provider: "encoder",
      locality: "process",
      namespace: "",
      channelId: "",
      session: 0,
      generation: 0,
      attempt: 0,
      instanceId: "encoder",
      sourceName: options.sourceName ?? "encoder",
      survivesDestinationLoss: false,
      ingest: endpoint,
      startupMs: 0,
      stopDelayMs: 0,
      maxSessionMs: null,
    });
  }

  /** Relay tasks that run now, in order of their making. */
  runningTasks(): FakeTask[] {
    this.catchUp();
    return [...this.tasks.values()].filter((task) => task.kind === "relay" && isAlive(task));
  }

  /**
   * What went wrong so far. With `isOwned`, tasks that run now and that nobody owns are among it: say yes for those
   * that your records name.
   */
  violations(options: { readonly isOwned?: (task: FakeTask) => boolean } = {}): WorldViolation[] {
    this.catchUp();
    return findViolations({ ...options, history: this.history, tasks: this.tasks, now: this.present });
  }
}

/** One world for the fakes of a test: give it to each of them. */
export function createFakeWorld(options: FakeWorldOptions = {}): FakeWorld {
  return new FakeWorld(options);
}
