import type { ChannelOrder, ChannelState, CostInterval } from "@hybrid-stream/spec";

type RunningTask = Pick<CostInterval, "id" | "session" | "task" | "provider">;

/** The vendor tasks that may run, and so be charged, in a state. Unknown outcomes count as running. */
export function runningTasks(order: ChannelOrder, state: ChannelState | null): RunningTask[] {
  if (state === null) return [];
  const tasks: RunningTask[] = [];
  const add = (task: RunningTask["task"], provider: string, number: string): void => {
    tasks.push({ id: `${order.channelId}/${task}/${number}`, session: state.session, task, provider });
  };
  for (const stream of state.stream === null ? state.formerStreams : [state.stream, ...state.formerStreams]) {
    const mayExist = stream.requested && (stream.handle !== null || stream.outcomeUnknown);
    if (mayExist && stream.step !== "ended") add("stream", stream.platform, `${stream.incarnation}.${stream.session}`);
  }
  const { relay } = state;
  const mayRun = relay !== null && (relay.handle !== null || relay.outcomeUnknown);
  if (mayRun && relay.step !== "gone") add("relay", relay.provider, `${relay.generation}.${relay.attempt}`);
  for (const { provider, generation, attempt } of state.tombstones) add("relay", provider, `${generation}.${attempt}`);
  return tasks;
}

/** What opens and what closes between two states. */
export function costChanges(
  order: ChannelOrder,
  before: ChannelState | null,
  after: ChannelState,
  now: Date,
): CostInterval[] {
  const at = now.toISOString();
  const ran = new Map(runningTasks(order, before).map((task) => [task.id, task]));
  const runs = new Map(runningTasks(order, after).map((task) => [task.id, task]));
  const interval = (task: RunningTask, closedAt: string | null): CostInterval => ({
    ...task,
    channelId: order.channelId,
    openedAt: at,
    closedAt,
  });
  return [
    ...[...runs.values()].filter((task) => !ran.has(task.id)).map((task) => interval(task, null)),
    ...[...ran.values()].filter((task) => !runs.has(task.id)).map((task) => interval(task, at)),
  ];
}
