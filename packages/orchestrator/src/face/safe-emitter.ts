import type { Logger } from "@hybrid-stream/spec";
import { EventEmitter } from "eventemitter3";
import { describeError } from "../describe-error.js";

type Listener<Payload> = (payload: Payload) => unknown;

/**
 * Typed events whose listeners cannot hurt the emitter: one that throws or rejects is logged, and the others still run.
 */
export class SafeEmitter<Events extends object> {
  readonly #emitter = new EventEmitter();
  readonly #guarded = new Map<unknown, Map<string, (payload: unknown) => void>>();

  constructor(private readonly logger: Logger) {}

  on<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): void {
    const byName = this.#guarded.get(listener) ?? new Map<string, (payload: unknown) => void>();
    if (byName.has(name)) return;
    const guarded = (payload: unknown): void => this.#call(name, listener as Listener<unknown>, payload);
    byName.set(name, guarded);
    this.#guarded.set(listener, byName);
    this.#emitter.on(name, guarded);
  }

  off<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): void {
    const guarded = this.#guarded.get(listener)?.get(name);
    if (guarded === undefined) return;
    this.#emitter.off(name, guarded);
    this.#guarded.get(listener)?.delete(name);
    if (this.#guarded.get(listener)?.size === 0) this.#guarded.delete(listener);
  }

  emit<Name extends keyof Events & string>(name: Name, payload: Events[Name]): void {
    this.#emitter.emit(name, payload);
  }

  /** Whether anybody would hear it: spares the work of making what nobody reads. */
  hears(name: keyof Events & string): boolean {
    return this.#emitter.listenerCount(name) > 0;
  }

  #call(name: string, listener: Listener<unknown>, payload: unknown): void {
    const complain = (thrown: unknown): void =>
      this.logger.error({ event: name, ...describeError(thrown) }, "A listener has thrown; the loop goes on.");
    try {
      const result = listener(payload);
      if (result instanceof Promise) result.catch(complain);
    } catch (thrown) {
      complain(thrown);
    }
  }
}
