import type { Account } from "./account.js";
import type { Connection } from "./broadcast.js";
import type { Studio } from "./studio.js";

/** An encoder of the simulator's own, for work without an ingest plane. */
export interface SimulatedPublisher {
  /** Whether it was let in. */
  readonly isAccepted: boolean;
  /** It goes, without a word: IVS holds its session. */
  stop(): void;
  /** When it is over: stopped, cut, or refused in the first place. */
  readonly closed: Promise<"stopped" | "cut" | "refused">;
}

let addresses = 0;

/** Comes with a key, `?priority=` included, from an address of its own unless one is given. */
export function publish(
  { account, studio }: { readonly account: Account; readonly studio: Studio },
  { streamKey, address }: { readonly streamKey: string; readonly address?: string | undefined },
): SimulatedPublisher {
  const [value = "", query] = streamKey.split("?");
  const channel = account.channelOfKey(value);
  addresses += 1;
  let end: (why: "stopped" | "cut" | "refused") => void = () => {};
  const closed = new Promise<"stopped" | "cut" | "refused">((resolve) => {
    end = resolve;
  });
  const connection: Connection = {
    address: address ?? `address-${addresses}`,
    priority: Number(new URLSearchParams(query).get("priority") ?? 0),
    key: value,
    cut: () => end("cut"),
  };
  const isAccepted = channel !== null && studio.connect(channel, connection);
  if (!isAccepted) end("refused");
  const stop = (): void => {
    end("stopped");
    if (channel) studio.disconnected(channel, connection);
  };
  return { isAccepted, stop, closed };
}
