import type { Socket } from "node:net";

/** How a flow lets bytes pass. */
export type FlowRate = "free" | "stopped" | { readonly bytesPerSecond: number };

const sliceMs = 20;

/**
 * One direction of a connection. While it is stopped it does not read either, so that the sender's buffers fill as
 * they would before a peer that hangs.
 */
export class Flow {
  #rate: FlowRate = "stopped";
  #pending: Buffer[] = [];
  #ended = false;
  #waitsForDrain = false;
  #timer: NodeJS.Timeout | undefined;
  #credit = 0;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly count: (bytes: number) => void,
  ) {
    from.on("data", (chunk: Buffer) => {
      this.#pending.push(chunk);
      this.#move();
    });
    from.on("end", () => {
      this.#ended = true;
      this.#move();
    });
    to.on("drain", () => {
      this.#waitsForDrain = false;
      this.#move();
    });
    from.pause();
  }

  setRate(rate: FlowRate): void {
    this.#rate = rate;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#credit = 0;
    if (rate === "stopped") this.from.pause();
    else this.#move();
  }

  close(): void {
    this.setRate("stopped");
    this.#pending = [];
  }

  #move(): void {
    if (this.#rate === "stopped" || this.to.destroyed) return;
    while (this.#pending.length > 0 && !this.#waitsForDrain) {
      const chunk = this.#take();
      if (!chunk) return;
      this.count(chunk.length);
      this.#waitsForDrain = !this.to.write(chunk);
    }
    if (this.#pending.length > 0) this.from.pause();
    else if (this.#ended) this.to.end();
    else this.from.resume();
  }

  /** The next bytes that may pass now; with none, it comes back by itself. */
  #take(): Buffer | undefined {
    const first = this.#pending[0];
    if (!first) return undefined;
    const allowed = this.#rate === "free" ? first.length : Math.floor(this.#credit);
    if (allowed < 1) {
      this.from.pause();
      this.#waitForCredit();
      return undefined;
    }
    const part = first.subarray(0, allowed);
    if (part.length === first.length) this.#pending.shift();
    else this.#pending[0] = first.subarray(part.length);
    this.#credit -= part.length;
    return part;
  }

  #waitForCredit(): void {
    if (typeof this.#rate === "string" || this.#timer) return;
    const { bytesPerSecond } = this.#rate;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#credit = Math.max(0, this.#credit) + (bytesPerSecond * sliceMs) / 1000;
      this.#move();
    }, sliceMs);
  }
}
