import type { ErrorCode } from "@hybrid-stream/spec";
import type { FakeKey, FakeStream, FakeTask } from "./fake-world-types.js";

/** What a platform chooses about a new stream. */
export type StreamSetup = Pick<
  FakeStream,
  | "platform"
  | "namespace"
  | "channelId"
  | "incarnation"
  | "fence"
  | "ingestUrl"
  | "continuityWindowSeconds"
  | "sessionHoldSeconds"
  | "sequenceRestartsWithBroadcast"
  | "maxSessionMs"
  | "recording"
>;

export function makeStream(setup: StreamSetup, made: { readonly id: string; readonly now: number }): FakeStream {
  return {
    ...setup,
    id: made.id,
    createdAt: made.now,
    playbackUrl: `https://${setup.platform}.fake.invalid/${made.id}/index.m3u8`,
    keys: [],
    connections: new Map(),
    state: "open",
    acceptsIngest: true,
    playlistReachable: true,
    packages: true,
    mediaMs: 0,
    broadcasts: 0,
    broadcastId: null,
    recordedBroadcastId: null,
    lastMediaAt: null,
    lastDropAt: null,
    endedAt: null,
    viewers: 0,
  };
}

/** Keys are numbered, so that a test can be read and runs the same every time. */
export function addKey(stream: FakeStream): FakeKey {
  const number = stream.keys.length + 1;
  const key: FakeKey = {
    keyId: `${stream.id}-key-${number}`,
    value: `fake-secret-${stream.platform}-${stream.id}-${number}`,
    deadAt: null,
  };
  stream.keys.push(key);
  return key;
}

/** The stream that a task's address and key lead to, or why its platform turns it away. */
export function findStreamOf(
  streams: ReadonlyMap<string, FakeStream>,
  task: FakeTask,
  now: number,
): { readonly stream: FakeStream; readonly refusal?: undefined } | { readonly refusal: ErrorCode } {
  const { value, priority } = readKey(task);
  for (const stream of streams.values()) {
    const key = stream.keys.find((candidate) => candidate.value === value);
    if (!key || stream.ingestUrl !== task.ingest.url) continue;
    if (stream.state === "deleted" || (key.deadAt !== null && key.deadAt <= now)) break;
    if (!stream.acceptsIngest) return { refusal: "destination-refused" };
    if (stream.connections.has(task.id)) return { stream };
    const held = stream.lastDropAt !== null && now - stream.lastDropAt < stream.sessionHoldSeconds * 1000;
    if (held && stream.connections.size === 0) return { refusal: "destination-refused" };
    if (stream.fence === "takeover" && Math.max(-1, ...stream.connections.values()) >= priority) {
      return { refusal: "destination-refused" };
    }
    return { stream };
  }
  return { refusal: "stream-key-rejected" };
}

/** A key may carry its publisher's priority, as a query, on platforms where the higher one takes over. */
export function readKey(task: FakeTask): { readonly value: string; readonly priority: number } {
  const [value = "", query = ""] = task.ingest.streamKey.reveal().split("?", 2);
  return { value, priority: Number(new URLSearchParams(query).get("priority") ?? 0) };
}
