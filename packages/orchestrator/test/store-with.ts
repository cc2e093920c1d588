import type { ChannelStore } from "@hybrid-stream/spec";

/** The same store with some of its methods replaced. */
export function storeWith(inner: ChannelStore, changes: Partial<ChannelStore>): ChannelStore {
  return new Proxy(inner, {
    get(target, property) {
      const changed: unknown = Reflect.get(changes, property);
      if (changed !== undefined) return changed;
      const member: unknown = Reflect.get(target, property);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** The same store for one of several processes: it stays open when that process closes. */
export function sharedStore(inner: ChannelStore): ChannelStore {
  return storeWith(inner, { close: async () => {} });
}
