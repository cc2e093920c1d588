import type { ChannelStore, Clock } from "@hybrid-stream/spec";
import { withDeadline } from "./deadline.js";

const storeMs = 5000;

/** The same store, whose calls fail instead of never answering: a lost connection must not hold up a channel for ever. */
export function impatientStore(store: ChannelStore, clock: Clock): ChannelStore {
  const never = new AbortController().signal;
  return new Proxy(store, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      if (property === "subscribe") return member.bind(target);
      const limits = { clock, milliseconds: storeMs, parent: never, provider: "store", operation: String(property) };
      return (...args: unknown[]) => withDeadline(limits, async () => member.apply(target, args));
    },
  });
}
