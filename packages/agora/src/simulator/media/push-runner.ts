import type { EncodeSettings, MediaPlane, MediaPush } from "@hybrid-stream/spec";
import type { Cancel, Timers } from "../timers.js";

/** What shall be pushed now. */
export interface PushTarget {
  readonly label: string;
  readonly rtmpUrl: string;
  readonly output: EncodeSettings;
  /** The service believes that it pushes, but there is nothing that a player could show: no media moves. */
  readonly blind?: boolean;
}

/** `idle`: nothing is to be pushed. `lost`: the push ended by itself, and is not tried again. */
export type PushState = "idle" | "connecting" | "delivering" | "lost";

/** What pushes are made with. */
export interface PushTools {
  readonly timers: Timers;
  /** Without one the clock decides: connected after `connectMs`, and never lost. */
  readonly mediaPlane: MediaPlane | null;
  readonly connectMs: number;
}

/** One task's push: what runs follows what is asked for, one push at a time. */
export class PushRunner {
  readonly #tools: PushTools;
  readonly #onChange: () => void;
  #wanted: string | null = null;
  #state: PushState = "idle";
  #run = 0;
  #cancel: Cancel = () => {};
  #push: MediaPush | null = null;
  #ending: Promise<void> = Promise.resolve();

  constructor(tools: PushTools, onChange: () => void) {
    this.#tools = tools;
    this.#onChange = onChange;
  }

  get state(): PushState {
    return this.#state;
  }

  /** Whether media moves, or would with a media plane. */
  get pushing(): boolean {
    return this.#state === "connecting" || this.#state === "delivering";
  }

  /** `null`: nothing. The same target again changes nothing, not even a lost one. */
  aim(target: PushTarget | null): void {
    const wanted = target === null ? null : JSON.stringify(target);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#run += 1;
    this.#cancel();
    this.#ending = this.#endPush();
    if (target === null) {
      this.#become("idle", this.#run);
      return;
    }
    this.#become("connecting", this.#run);
    this.#begin(target, this.#run);
  }

  /** Resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    this.aim(null);
    await this.#ending;
  }

  #begin(target: PushTarget, run: number): void {
    const { mediaPlane, timers, connectMs } = this.#tools;
    if (mediaPlane === null || target.blind === true) {
      this.#cancel = timers.after(connectMs, () => this.#become("delivering", run));
      return;
    }
    const start = async (): Promise<void> => {
      await this.#ending;
      if (run !== this.#run) return;
      const push = mediaPlane.startPush({ label: target.label, rtmpUrl: target.rtmpUrl, output: target.output });
      this.#push = push;
      push.onChange(() => {
        if (push.state === "delivering") this.#become("delivering", run);
      });
      if ((await push.ended) === "failed") this.#become("lost", run);
    };
    // A media plane that takes no push is for the service what an unreachable server is.
    start().catch(() => this.#become("lost", run));
  }

  async #endPush(): Promise<void> {
    const push = this.#push;
    this.#push = null;
    await this.#ending;
    await push?.stop();
  }

  #become(state: PushState, run: number): void {
    if (run !== this.#run || state === this.#state) return;
    this.#state = state;
    this.#onChange();
  }
}
