import { findFfmpeg, requireFeatures } from "@hybrid-stream/ffmpeg-process";
import { type MediaPush, type RelaySpec, toHybridStreamError } from "@hybrid-stream/spec";
import type { RelayConfiguration } from "../options.js";
import { RelayRun } from "../relay/relay-run.js";
import { needsOf, requireRtmp } from "../relay/requirements.js";
import { prepareSource } from "../source/prepare-source.js";
import { SingleUseSources } from "../source/single-use.js";

/** One push: a supervised FFmpeg that sends the test picture. It does not start again by itself. */
export class FfmpegPush implements MediaPush {
  readonly ended: Promise<"stopped" | "failed">;
  readonly #label: string;
  readonly #configuration: RelayConfiguration;
  readonly #listeners = new Set<() => void>();
  #settle: (how: "stopped" | "failed") => void = () => {};
  #state: MediaPush["state"] = "connecting";
  #run: RelayRun | null = null;
  #stopOrdered = false;

  constructor(label: string, spec: RelaySpec, configuration: RelayConfiguration) {
    this.#label = label;
    this.#configuration = configuration;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#begin(spec).catch((thrown: unknown) => {
      configuration.logger.error(
        { push: label, error: toHybridStreamError(thrown).toJSON() },
        "The push did not start",
      );
      this.#end();
    });
  }

  get state(): MediaPush["state"] {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#stopOrdered = true;
    void this.#run?.stop();
    await this.ended;
  }

  async #begin(spec: RelaySpec): Promise<void> {
    const { id, ffmpegPath, ffprobePath } = this.#configuration;
    requireRtmp(spec.ingest, id);
    const source = prepareSource(spec, this.#configuration, new SingleUseSources(id));
    const tools = await findFfmpeg({ ffmpegPath, ffprobePath });
    requireFeatures(tools, needsOf(source, spec, spec.ingest));
    if (this.#stopOrdered) {
      this.#end();
      return;
    }
    const run = new RelayRun({
      key: this.#label,
      spec,
      source,
      tools,
      configuration: this.#configuration,
      onChange: (summary) => this.#follow(run, summary),
      onEnd: () => {},
    });
    this.#run = run;
    run.begin();
  }

  #follow(run: RelayRun, summary: string): void {
    this.#configuration.logger.info({ push: this.#label }, summary);
    if (run.hasEnded) this.#end();
    else if (run.status().state === "running") this.#become("delivering");
  }

  #end(): void {
    this.#become("ended");
    this.#settle(this.#stopOrdered ? "stopped" : "failed");
  }

  #become(state: MediaPush["state"]): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch {
        // A listener's fault must not reach the push.
      }
    }
  }
}
