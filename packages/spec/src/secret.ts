const redacted = "[redacted]";
const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");

/**
 * A value that must reach only the request that needs it: a stream key, a token, a password.
 *
 * Printing, inspecting, interpolating or JSON-encoding it gives `[redacted]`; only {@link Secret.reveal} gives the
 * value. A secret therefore cannot slip into a log, an event, the journal or an error by accident.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it where the request is built, and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspectSymbol](): string {
    return redacted;
  }
}
