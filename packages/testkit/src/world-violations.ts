import type { FakeTask, WorldEvent, WorldViolation } from "./fake-world-types.js";

interface Recorded {
  readonly history: readonly WorldEvent[];
  readonly tasks: ReadonlyMap<string, FakeTask>;
  readonly now: number;
  readonly isOwned?: (task: FakeTask) => boolean;
}

/** Replays the history and names every stretch of time in which a rule was broken. */
export function findViolations(recorded: Recorded): WorldViolation[] {
  const duplicateKey = (event: WorldEvent): string | null => {
    const task = event.taskId === undefined ? undefined : recorded.tasks.get(event.taskId);
    return task?.kind === "relay" ? taskNumbers(task) : null;
  };
  return [
    ...overlaps(recorded, {
      kind: "double-writer",
      begins: "connected",
      ends: "disconnected",
      groupOf: (event) => event.streamId ?? null,
      say: (ids) => `${ids.join(" and ")} published to one stream at the same time.`,
    }),
    ...overlaps(recorded, {
      kind: "duplicate-task",
      begins: "task-created",
      ends: "task-ended",
      groupOf: duplicateKey,
      say: (ids) => `${ids.join(" and ")} carry the same numbers and ran at the same time.`,
    }),
    ...orphans(recorded),
  ];
}

/** What makes two tasks the same relay. */
export function taskNumbers(
  task: Pick<FakeTask, "provider" | "namespace" | "channelId" | "session" | "generation" | "attempt">,
): string {
  return JSON.stringify([task.provider, task.namespace, task.channelId, task.session, task.generation, task.attempt]);
}

interface Rule {
  readonly kind: "double-writer" | "duplicate-task";
  readonly begins: WorldEvent["kind"];
  readonly ends: WorldEvent["kind"];
  /** Members of one group must not overlap; `null`: not under this rule. */
  readonly groupOf: (event: WorldEvent) => string | null;
  readonly say: (taskIds: readonly string[]) => string;
}

function overlaps({ history, now }: Recorded, rule: Rule): WorldViolation[] {
  const groups = new Map<string, { members: Set<string>; since: number; involved: Set<string>; streamId?: string }>();
  const found: WorldViolation[] = [];
  const close = (group: { since: number; involved: Set<string>; streamId?: string }, to: number | null): void => {
    // At the very same moment one leaves and the next comes: that is a handover, not an overlap.
    if ((to ?? now) <= group.since) return;
    const taskIds = [...group.involved];
    const streamId = group.streamId ?? null;
    found.push({ kind: rule.kind, taskIds, streamId, from: group.since, to, message: rule.say(taskIds) });
  };
  for (const event of history) {
    if ((event.kind !== rule.begins && event.kind !== rule.ends) || event.taskId === undefined) continue;
    const key = rule.groupOf(event);
    if (key === null) continue;
    const group = groups.get(key) ?? {
      members: new Set<string>(),
      since: 0,
      involved: new Set<string>(),
      ...(event.streamId === undefined ? {} : { streamId: event.streamId }),
    };
    groups.set(key, group);
    const before = group.members.size;
    if (event.kind === rule.begins) group.members.add(event.taskId);
    else group.members.delete(event.taskId);
    if (before < 2 && group.members.size === 2) {
      group.since = event.at;
      group.involved = new Set(group.members);
    } else if (group.members.size > 2) group.involved.add(event.taskId);
    if (before === 2 && group.members.size === 1) close(group, event.at);
  }
  for (const group of groups.values()) {
    if (group.members.size >= 2) close(group, null);
  }
  return found;
}

function orphans({ tasks, isOwned }: Recorded): WorldViolation[] {
  if (!isOwned) return [];
  return [...tasks.values()]
    .filter((task) => task.kind === "relay" && task.endedAt === null && !isOwned(task))
    .map((task) => ({
      kind: "orphan-task",
      taskIds: [task.id],
      streamId: task.connectedTo,
      from: task.createdAt,
      to: null,
      message: `${task.id} (channel ${task.channelId}, generation ${task.generation}, attempt ${task.attempt}) runs and nobody owns it.`,
    }));
}
