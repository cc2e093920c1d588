const tailLines = 40;
const errorLines = 40;
/** Older errors had been survived, so they do not explain the end. */
const errorsCountMs = 30_000;
const longestLine = 500;

/** What a log tells about the end of a run. */
export interface StderrFindings {
  readonly errors: readonly string[];
  readonly inputsOpened: number;
}

/**
 * Reads FFmpeg's log (`-loglevel level+info`): keeps a bounded, redacted tail, the last lines of level error or worse,
 * and what was opened.
 */
export class StderrReader {
  readonly #redact: (text: string) => string;
  readonly #tail: string[] = [];
  readonly #errors: { at: number; text: string }[] = [];
  #inputsOpened = 0;
  #outputOpened = false;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  get outputOpened(): boolean {
    return this.#outputOpened;
  }

  get tail(): readonly string[] {
    return [...this.#tail];
  }

  /** What counts at the end of the run. `now` is the clock's `monotonic()`. */
  findings(now: number): StderrFindings {
    const recent = this.#errors.filter((error) => now - error.at <= errorsCountMs);
    return {
      errors: recent.map((error) => error.text),
      inputsOpened: this.#inputsOpened,
    };
  }

  line(raw: string, now: number): void {
    const line = this.#redact(raw.slice(0, 8 * longestLine).trimEnd()).slice(0, longestLine);
    if (line.trim() === "") return;
    this.#tail.push(line);
    if (this.#tail.length > tailLines) this.#tail.shift();
    if (/\[info\] Input #\d+,/.test(line)) this.#inputsOpened += 1;
    if (/\[info\] Output #\d+,/.test(line)) this.#outputOpened = true;
    const error = /^(?:\[([^\]@]+) @ [^\]]+\] )?\[(?:error|fatal|panic)\] (.*)$/.exec(line);
    if (error === null) return;
    const text = error[1] === undefined ? (error[2] ?? "") : `${error[1]}: ${error[2] ?? ""}`;
    this.#errors.push({ at: now, text });
    if (this.#errors.length > errorLines) this.#errors.shift();
  }
}
