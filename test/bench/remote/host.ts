import type { HostApi } from "./host-api.js";
import { type RemoteProcess, startProcess } from "./rpc.js";

/** A host backend (orchestrator and `ffmpegRelay()`) in a process of its own, its origin in another one. */
export interface Host extends RemoteProcess<HostApi> {
  readonly originPid: number;
}

export async function startHost(): Promise<Host> {
  const program = new URL("./host-process.ts", import.meta.url);
  const remote = startProcess<HostApi>(program, { nodeOptions: ["--expose-gc"] });
  const { originPid } = await remote.call("start", null);
  return { ...remote, originPid };
}
