import type { PushTools } from "../media/push-runner.js";
import type { Courier } from "../notifications/courier.js";
import type { Channels } from "../world/channels.js";
import { Converter, type ConverterEnvironment, type DestroyReason } from "./converter.js";
import { type ConverterQuotas, hasRoom } from "./converter-quotas.js";
import { createdPayloadOf, destroyedPayloadOf, summaryFields, summaryOf } from "./converter-views.js";
import type { ConverterConfiguration } from "./read-converter.js";

/** What the converters are made in. */
export interface ConvertersParts {
  readonly tools: PushTools;
  readonly channels: Channels;
  readonly courier: Courier;
  readonly quotas: ConverterQuotas;
}

/** All converters of the project. */
export class Converters {
  readonly #parts: ConvertersParts;
  readonly #environment: ConverterEnvironment;
  readonly #converters = new Map<string, Converter>();
  readonly #endings = new Set<Promise<void>>();

  constructor(parts: ConvertersParts) {
    this.#parts = parts;
    this.#environment = {
      ...parts.tools,
      channels: parts.channels,
      onState: (converter) => this.#notify(3, { converter: summaryOf(converter), fields: summaryFields }),
      onIdle: (converter) => this.destroy(converter, "Idle Timeout"),
    };
    parts.channels.onChange((channel) => {
      for (const converter of this.#converters.values()) if (converter.channel === channel) converter.refresh();
    });
  }

  /** In the order of their creation. */
  all(): Converter[] {
    return [...this.#converters.values()];
  }

  /** Also a migrating one. */
  get(id: string): Converter | undefined {
    return this.#converters.get(id);
  }

  hasName(name: string): boolean {
    return name !== "" && this.all().some((converter) => converter.name === name);
  }

  /** `null`: the quota of concurrent converters allows no other one. */
  create(region: string, configuration: ConverterConfiguration, requestId: string): Converter | null {
    const converter = new Converter(region, configuration, this.#environment);
    if (!hasRoom(this.#converters.values(), converter, this.#parts.quotas)) return null;
    this.#converters.set(converter.id, converter);
    this.#notify(1, { converter: createdPayloadOf(converter), xRequestId: requestId });
    converter.refresh();
    return converter;
  }

  update(
    converter: Converter,
    change: { readonly configuration: ConverterConfiguration; readonly sequence: number; readonly fields: string },
    requestId: string,
  ): void {
    converter.update(change.configuration, change.sequence);
    this.#notify(2, {
      converter: { ...change.configuration.sent, ...summaryOf(converter) },
      xRequestId: requestId,
      fields: `${summaryFields},${change.fields}`,
    });
  }

  destroy(converter: Converter, reason: DestroyReason): void {
    if (!this.#converters.delete(converter.id)) return;
    const ending = converter.destroy().finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
    this.#notify(4, {
      converter: destroyedPayloadOf(converter),
      destroyReason: reason,
      fields: "id,name,createTs,updateTs",
    });
  }

  async close(): Promise<void> {
    const endings = this.all().map((converter) => converter.destroy());
    this.#converters.clear();
    await Promise.all([...endings, ...this.#endings]);
  }

  #notify(eventType: number, payload: object): void {
    // Documented as milliseconds, shown in seconds: as the example has it.
    const lts = Math.floor(this.#parts.tools.timers.clock.now().getTime() / 1_000);
    this.#parts.courier.notify("mediaPush", eventType, { ...payload, lts });
  }
}
