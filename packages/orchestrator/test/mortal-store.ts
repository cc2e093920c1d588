import type { ChannelStore } from "@hybrid-stream/spec";

/** A view of a store for one process that can be killed: from then on none of its calls is ever answered. */
export interface MortalStore {
  readonly store: ChannelStore;
  /** The instances that acquired a lease through this view. */
  readonly instanceIds: ReadonlySet<string>;
  kill(): void;
  /** While true, every call fails as it would without a database. */
  unreachable: boolean;
}

export function mortalStore(inner: ChannelStore): MortalStore {
  let dead = false;
  const instanceIds = new Set<string>();
  const view: MortalStore = {
    instanceIds,
    unreachable: false,
    kill: () => {
      dead = true;
    },
    store: new Proxy(inner, {
      get(target, property) {
        const member = Reflect.get(target, property);
        if (typeof member !== "function") return member;
        if (property === "subscribe") {
          return (wake: Parameters<ChannelStore["subscribe"]>[0]) => target.subscribe((event) => dead || wake(event));
        }
        // A killed process closes nothing.
        if (property === "close") return async () => {};
        return (...args: unknown[]) => {
          if (dead) return new Promise(() => {});
          if (view.unreachable) return Promise.reject(new Error("connection refused"));
          if (property === "acquireLease") instanceIds.add(String(args[0]));
          return member.apply(target, args);
        };
      },
    }),
  };
  return view;
}
