/** Who asked for the end: a person at the keyboard or on the page, the clock, or the source. */
export type StopReason = "signal" | "page" | "seconds" | "source-ended";

/** Asked for once; later requests change nothing. */
export class StopRequest {
  readonly #controller = new AbortController();
  #reason: StopReason | null = null;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): StopReason | null {
    return this.#reason;
  }

  ask(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#controller.abort();
  }
}

/** The first Ctrl-C ends the show, the second one everything at once: FFmpeg's guards notice that. */
export function stopOnSignals(stop: StopRequest, say: (line: string) => void): void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.reason === "signal") process.exit(signal === "SIGINT" ? 130 : 143);
    say("Ending the show. Once more Ctrl-C: at once.");
    stop.ask("signal");
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}
