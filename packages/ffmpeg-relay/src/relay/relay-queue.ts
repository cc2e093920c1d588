/** Something that waits for room, in the order of its start. */
export interface Waiting {
  begin(): void;
}

/** Lets so many run at once; the others wait in order. */
export class RelayQueue {
  readonly #room: number;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Set<Waiting>();

  constructor(room: number) {
    this.#room = room;
  }

  /** Begins it now, or when those before it have made room. */
  enter(relay: Waiting): void {
    this.#waiting.push(relay);
    this.#fill();
  }

  /** It has ended, or waits no more. Any number of times. */
  leave(relay: Waiting): void {
    const place = this.#waiting.indexOf(relay);
    if (place >= 0) this.#waiting.splice(place, 1);
    this.#running.delete(relay);
    this.#fill();
  }

  #fill(): void {
    while (this.#running.size < this.#room) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running.add(next);
      next.begin();
    }
  }
}
