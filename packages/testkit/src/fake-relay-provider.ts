import type {
  CallContext,
  ChannelSource,
  EffectContext,
  FoundRelay,
  Hint,
  RelayCapabilities,
  RelayChange,
  RelayHandle,
  RelayProvider,
  RelaySpec,
  RelayStatus,
  StopReceipt,
} from "@hybrid-stream/spec";
import { type FakeCallLog, FakeCalls, type FakeFaults } from "./fake-faults.js";
import { relayStatusOf } from "./fake-relay-status.js";
import { isAlive } from "./fake-task.js";
import { FakeWebhooks } from "./fake-webhooks.js";
import { createFakeWorld, type FakeWorld } from "./fake-world.js";
import type { FakeTask } from "./fake-world-types.js";
import { taskNumbers } from "./world-violations.js";

/** What {@link fakeRelayProvider} takes; all of it may be left out. */
export interface FakeRelayProviderOptions {
  /** Default `fake-relay`. */
  readonly id?: string;
  /** Default: a world of its own. */
  readonly world?: FakeWorld;
  /** Over the defaults: a cloud that takes every source, lists, updates and proves absence after 0 s. */
  readonly capabilities?: Partial<RelayCapabilities>;
  /** Before every effect. Milliseconds, default 0. */
  readonly latencyMs?: number;
  /** From the start until the task runs. Seconds, default 1. */
  readonly startupSeconds?: number;
  /** From an accepted stop until the task ends. Seconds, default 0. */
  readonly stopDelaySeconds?: number;
  /** How long the vendor still tells about a task that has ended; after that it is `absent`. Seconds, default 60. */
  readonly rememberSeconds?: number;
  /** A task whose push is refused or cut goes on and tries again every 5 s, as some clouds do. Default `false`. */
  readonly survivesDestinationLoss?: boolean;
  /** Stores a partial handle before the vendor is asked. Default `true`. */
  readonly checkpoints?: boolean;
}

/** A relay provider without a vendor: everything happens in its {@link FakeWorld}. */
export interface FakeRelayProvider extends RelayProvider {
  readonly world: FakeWorld;
  readonly faults: FakeFaults;
  readonly calls: FakeCallLog;
  /** Sends a hint from inside the process to whoever listens. */
  emitHint(hint: Hint): void;
  /** The task that a handle names. */
  taskOf(handle: RelayHandle): FakeTask | undefined;
  listRelays(call: CallContext): AsyncIterable<FoundRelay>;
  updateRelay(handle: RelayHandle, change: RelayChange, call: EffectContext): Promise<RelayHandle>;
  getRelayStatuses(handles: readonly RelayHandle[], call: CallContext): Promise<RelayStatus[]>;
  parseWebhook: NonNullable<RelayProvider["parseWebhook"]>;
  onHint: NonNullable<RelayProvider["onHint"]>;
}

const defaultCapabilities: RelayCapabilities = {
  locality: "cloud",
  sources: ["agora", "url", "file", "test-picture", "custom"],
  idempotentStart: true,
  canList: true,
  canUpdate: true,
  absenceProofSeconds: 0,
  maxSessionSeconds: null,
  maxConcurrent: null,
  requires: [],
  billing: "fake-relay",
};

/** The name that {@link FakeWorld.setPublisher} knows a source by. */
export function sourceNameOf(source: ChannelSource): string {
  switch (source.kind) {
    case "agora":
      return source.channel;
    case "url":
      return source.url;
    case "file":
      return source.path;
    case "custom":
      return source.name;
    default:
      return source.kind;
  }
}

/** Makes a {@link FakeRelayProvider}. Nothing in it takes time but what the options and faults say. */
export function fakeRelayProvider(options: FakeRelayProviderOptions = {}): FakeRelayProvider {
  const id = options.id ?? "fake-relay";
  const world = options.world ?? createFakeWorld();
  const capabilities: RelayCapabilities = { ...defaultCapabilities, ...options.capabilities };
  const calls = new FakeCalls({ provider: id, clock: world.clock, latencyMs: options.latencyMs ?? 0 });
  const webhooks = new FakeWebhooks(id);
  const rememberMs = (options.rememberSeconds ?? 60) * 1000;
  const proofMs = capabilities.absenceProofSeconds * 1000;
  /** What started here: relays that live in a process end when their provider is closed. */
  const started = new Set<FakeTask>();
  /** When each numbers were first asked for in vain: absence is proven from there. */
  const missedSince = new Map<string, number>();

  const numbersOf = (handle: RelayHandle): string => String(handle.data.numbers);
  const handleOf = (task: FakeTask): RelayHandle => ({
    provider: id,
    version: 1,
    data: { numbers: taskNumbers(task), taskId: task.id, channelId: task.channelId },
  });
  const tasksOf = (numbers: string): FakeTask[] =>
    [...world.tasks.values()].filter((task) => task.kind === "relay" && taskNumbers(task) === numbers);
  const taskOf = (handle: RelayHandle): FakeTask | undefined => {
    world.catchUp();
    const taskId = handle.data.taskId;
    return typeof taskId === "string" ? world.tasks.get(taskId) : tasksOf(numbersOf(handle)).at(-1);
  };
  /** As the vendor answers: a task that moves or has long ended is not found. */
  const visible = (task: FakeTask | undefined): FakeTask | undefined => {
    const now = world.clock.monotonic();
    if (!task || task.hiddenUntil > now) return undefined;
    return task.endedAt !== null && now - task.endedAt > rememberMs ? undefined : task;
  };
  const channelOf = (handle: RelayHandle): string | null =>
    typeof handle.data.channelId === "string" ? handle.data.channelId : null;
  const statusOf = (handle: RelayHandle): RelayStatus =>
    relayStatusOf(visible(taskOf(handle)), { world, provider: id });

  const create = (spec: RelaySpec, call: EffectContext): FakeTask => {
    world.catchUp();
    const numbers = {
      provider: id,
      namespace: call.namespace,
      channelId: call.channelId,
      session: call.session,
      generation: call.relayGeneration,
      attempt: call.relayAttempt,
    };
    const existing = tasksOf(taskNumbers(numbers)).at(-1);
    if (existing && (capabilities.idempotentStart || call.resume?.data.taskId === existing.id)) return existing;
    const room = capabilities.maxConcurrent;
    const mine = world.runningTasks().filter((task) => task.provider === id);
    const used = capabilities.locality === "process" ? mine.filter((t) => t.instanceId === call.instanceId) : mine;
    if (room !== null && used.length >= room) throw calls.error("relay-limit", "startRelay");
    const task = world.addTask({
      ...numbers,
      kind: "relay",
      locality: capabilities.locality,
      instanceId: call.instanceId,
      sourceName: sourceNameOf(spec.source.source),
      survivesDestinationLoss: options.survivesDestinationLoss ?? false,
      ingest: spec.ingest,
      startupMs: (options.startupSeconds ?? 1) * 1000,
      stopDelayMs: (options.stopDelaySeconds ?? 0) * 1000,
      maxSessionMs: capabilities.maxSessionSeconds === null ? null : capabilities.maxSessionSeconds * 1000,
    });
    started.add(task);
    return task;
  };

  const stop = (handle: RelayHandle): StopReceipt => {
    const task = taskOf(handle);
    const now = world.clock.monotonic();
    const found = visible(task);
    if (found && isAlive(found)) world.stopTask(found);
    if (found && isAlive(found)) return { outcome: "accepted", provableAfterMs: found.stopDelayMs + proofMs };
    const numbers = numbersOf(handle);
    const since = task?.endedAt ?? missedSince.get(numbers) ?? now;
    if (found) missedSince.delete(numbers);
    else missedSince.set(numbers, since);
    const left = since + proofMs - now;
    if (left <= 0) return { outcome: "proven", provableAfterMs: 0 };
    return { outcome: found ? "accepted" : "unproven", provableAfterMs: left };
  };

  return {
    specificationVersion: "v1",
    kind: "fake-relay",
    id,
    capabilities,
    world,
    faults: calls.faults,
    calls: calls.log,
    taskOf,
    emitHint: (hint) => webhooks.emit(hint),
    onHint: (listener) => webhooks.onHint(listener),
    parseWebhook: (request) => webhooks.parse(request),
    startRelay: async (spec, call) => {
      if (options.checkpoints ?? true) {
        if (call.signal.aborted) throw calls.error("aborted", "startRelay");
        const { channelId, namespace, session, relayGeneration: generation, relayAttempt: attempt } = call;
        const numbers = taskNumbers({ provider: id, namespace, channelId, session, generation, attempt });
        await call.checkpoint({ provider: id, version: 1, data: { numbers, channelId } });
      }
      return calls.run({
        operation: "startRelay",
        channelId: call.channelId,
        signal: call.signal,
        effect: () => handleOf(create(spec, call)),
      });
    },
    getRelayStatus: (handle, call) =>
      calls.run({
        operation: "getRelayStatus",
        channelId: channelOf(handle),
        signal: call.signal,
        effect: () => statusOf(handle),
      }),
    getRelayStatuses: (handles, call) =>
      calls.run({
        operation: "getRelayStatuses",
        channelId: null,
        signal: call.signal,
        effect: () => handles.map(statusOf),
      }),
    stopRelay: (handle, call) =>
      calls.run({
        operation: "stopRelay",
        channelId: channelOf(handle),
        signal: call.signal,
        effect: () => stop(handle),
      }),
    updateRelay: (handle, change, call) =>
      calls.run({
        operation: "updateRelay",
        channelId: call.channelId,
        signal: call.signal,
        effect: () => {
          const task = visible(taskOf(handle));
          if (!task || !isAlive(task)) throw calls.error("not-found", "updateRelay");
          const { ingest } = change;
          if (ingest) world.redirectTask(task, ingest);
          return handleOf(task);
        },
      }),
    async *listRelays(call) {
      const found = await calls.run({
        operation: "listRelays",
        channelId: null,
        signal: call.signal,
        effect: () => world.runningTasks().filter((task) => task.provider === id && visible(task)),
      });
      for (const task of found) {
        if (task.namespace !== call.namespace) continue;
        yield {
          handle: handleOf(task),
          channelId: task.channelId,
          relayGeneration: task.generation,
          relayAttempt: task.attempt,
          createdAt: world.dateAt(task.createdAt),
        };
      }
    },
    close: async () => {
      webhooks.close();
      if (capabilities.locality === "process") for (const task of started) world.stopTask(task);
    },
  };
}
