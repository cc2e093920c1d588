import type { ChannelSource } from "@hybrid-stream/spec";

/** What a host's process has used so far, and holds now. */
export interface HostUsage {
  /** User and system time of the process with all its threads, its children apart. Milliseconds. */
  readonly cpuMs: number;
  /** When that was read, on the monotonic clock of its process. Milliseconds. */
  readonly atMs: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** What a host in a process of its own does when asked. */
export interface HostApi {
  /** Starts the orchestrator without a channel, and tells the process of its origin. */
  start(none: null): Promise<{ originPid: number }>;
  /** Resolves when all of them are live. */
  startChannels(order: { names: readonly string[]; source: ChannelSource }): Promise<void>;
  /** Resolves when all of them are confirmed gone. */
  endChannels(names: readonly string[]): Promise<void>;
  usage(read: { collect: boolean }): Promise<HostUsage>;
}
