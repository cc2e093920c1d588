/** Somebody who publishes without media, by `connect()`. */
export interface SimulatedPublisher {
  /** Resolves when it is over: it stopped, was cut by the platform, or was never let in. */
  readonly closed: Promise<"stopped" | "cut" | "refused">;
  /** Hangs up, as an encoder does. Any number of times. */
  stop(): void;
}

/** A connection that the world can cut. */
export class HandPublisher implements SimulatedPublisher {
  readonly closed: Promise<"stopped" | "cut" | "refused">;
  #resolve: (how: "stopped" | "cut" | "refused") => void = () => {};
  #over = false;
  onStop: () => void = () => {};

  constructor() {
    this.closed = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  stop(): void {
    if (this.end("stopped")) this.onStop();
  }

  /** False when it was over already. */
  end(how: "stopped" | "cut" | "refused"): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#resolve(how);
    return true;
  }
}
