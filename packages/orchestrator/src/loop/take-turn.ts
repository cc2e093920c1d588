import {
  type ChannelRecord,
  type ChannelState,
  type Handle,
  type Hint,
  HybridStreamError,
  type JournalEntry,
  type Lease,
  type RtcHost,
  type SaveRequest,
} from "@hybrid-stream/spec";
import { absorb } from "../decide/absorb.js";
import { completeHandles } from "../decide/complete-handles.js";
import { costChanges } from "../decide/cost-ledger.js";
import { type Decision, decide } from "../decide/decide.js";
import type { Effect, Outcome } from "../decide/effect.js";
import { type LastAsked, planObservations } from "../decide/observation-plan.js";
import { isWorthSaving } from "../decide/worth-saving.js";
import type { Engine } from "./engine.js";
import { observe } from "./observe.js";
import { effectMs, perform } from "./perform.js";
import { vendorRefsOf } from "./vendor-refs.js";

/** What the loop keeps in memory of one owned channel. */
export interface OwnedChannel {
  record: ChannelRecord;
  lastAsked: LastAsked;
  /** From the last answer of the RTC side. */
  hosts: readonly RtcHost[];
  /** The order in the store is newer than `record`. */
  stale: boolean;
  /** Hints may lie in the store for it. */
  hinted: boolean;
  /** Written but not yet confirmed by the store: flushed before anything else. */
  unsaved: Omit<SaveRequest, "lease"> | null;
}

interface TurnRequest {
  readonly engine: Engine;
  readonly channel: OwnedChannel;
  /** The lease, when it is good for at least so many milliseconds. */
  readonly leaseFor: (milliseconds: number) => Lease | null;
  readonly signal: AbortSignal;
  /** Told of every state that was saved or renewed. */
  readonly onState: (before: ChannelState | null, after: ChannelState, record: ChannelRecord) => void;
}

/**
 * One turn of one channel: observe, decide, save the intent, at most one effect, save its outcome.
 *
 * @returns when to look again, in milliseconds.
 * @throws `lease-lost` when the channel belongs to somebody else; store errors when the store cannot be reached.
 */
export async function takeTurn(request: TurnRequest): Promise<number> {
  const { engine, channel } = request;
  await flush(request);
  if (channel.stale) await reload(request);
  const decision = await look(request);
  const { state: intent, effect } = decision;
  const journal = effect === null ? decision.journal : [...decision.journal, effectEntry(request, effect)];
  await write(request, intent, journal);
  // A hint may have come in before the handle that it names was stored.
  channel.hinted ||= effect !== null;
  if (effect === null) return decision.wakeInMs;
  if (request.leaseFor(effectMs + 1000) === null) return 1000;

  const outcome = await perform({
    engine,
    order: channel.record.order,
    state: intent,
    effect,
    hosts: channel.hosts,
    signal: request.signal,
    checkpoint: (handle) => checkpoint(request, effect, handle),
  });
  const absorbed = absorb({
    order: channel.record.order,
    state: channel.record.state ?? intent,
    effect,
    outcome,
    facts: engine.facts,
    policy: engine.policy,
    now: engine.clock.now(),
    random: engine.random(),
  });
  // An effect changes what every question is about.
  channel.lastAsked = {};
  try {
    await write(request, absorbed.state, absorbed.journal);
  } catch (thrown) {
    if (isLeaseLost(thrown)) await leaveForTheHeir(request, effect, outcome);
    throw thrown;
  }
  return 0;
}

async function look({ engine, channel, signal }: TurnRequest): Promise<Decision> {
  const { order } = channel.record;
  const hints = channel.hinted ? await takeHints(engine, channel) : [];
  const state = channel.record.state && completeHandles(channel.record.state, hints, engine.clock.now());
  const monotonicMs = engine.clock.monotonic();
  const questions = planObservations({
    order,
    state,
    facts: engine.facts,
    policy: engine.policy,
    lastAsked: channel.lastAsked,
    monotonicMs,
    hasRtc: engine.rtc !== null,
  });
  for (const question of questions) channel.lastAsked[question] = monotonicMs;
  const seen = state === null ? {} : await observe({ engine, order, state, questions, signal });
  if (seen.rtc?.ok) channel.hosts = seen.rtc.value.hosts;
  const evidence = hints.flatMap((hint) => (hint.evidence === undefined ? [] : [hint.evidence]));
  return decide({
    order,
    state,
    observations: { ...seen, hints: evidence },
    facts: engine.facts,
    policy: engine.policy,
    now: engine.clock.now(),
    random: engine.random(),
  });
}

async function takeHints(engine: Engine, channel: OwnedChannel): Promise<Hint[]> {
  const { order, state } = channel.record;
  channel.hinted = false;
  return engine.store.takeHints({ channelId: order.channelId, vendorRefs: vendorRefsOf(state) });
}

async function reload({ engine, channel }: TurnRequest): Promise<void> {
  const stored = await engine.store.load(channel.record.order.channelId);
  // The loop alone writes the state, so its own copy is the newer one.
  if (stored !== null) channel.record = { ...channel.record, order: stored.order };
  channel.stale = false;
}

/** Saves a state, or only keeps it when nothing in it must survive. */
async function write(request: TurnRequest, state: ChannelState, journal: readonly JournalEntry[]): Promise<void> {
  const { channel, engine } = request;
  const before = channel.record.state;
  const { order } = channel.record;
  channel.record = { ...channel.record, state };
  if (journal.length > 0 || isWorthSaving(before, state)) {
    const costIntervals = costChanges(order, before, state, engine.clock.now());
    channel.unsaved = { channelId: order.channelId, state, journal, costIntervals };
    await flush(request);
  }
  request.onState(before, state, channel.record);
}

async function flush({ engine, channel, leaseFor }: TurnRequest): Promise<void> {
  if (channel.unsaved === null) return;
  const lease = leaseFor(0);
  if (lease === null) throw leaseLost(channel);
  if ((await engine.store.save({ ...channel.unsaved, lease })) === "lease-lost") throw leaseLost(channel);
  channel.unsaved = null;
}

async function checkpoint(request: TurnRequest, effect: Effect, handle: Handle): Promise<void> {
  const { channel } = request;
  const state = structuredClone(channel.record.state);
  if (state === null) throw leaseLost(channel);
  if (effect.kind === "start-relay" && state.relay !== null) state.relay.handle = handle;
  if (effect.kind === "create-stream" && state.stream !== null) state.stream.handle = handle;
  await write(request, state, []);
}

/** What came back after the lease was gone is left where the next owner finds it. */
async function leaveForTheHeir({ engine, channel }: TurnRequest, effect: Effect, outcome: Outcome): Promise<void> {
  const { channelId } = channel.record.order;
  const foundAt = engine.clock.now().toISOString();
  if (effect.kind === "start-relay" && outcome.kind === "relay-started") {
    const { generation: relayGeneration, attempt: relayAttempt } = effect;
    const numbers = { relayGeneration, relayAttempt, streamIncarnation: null };
    await engine.store.recordFound({ channelId, kind: "relay", handle: outcome.handle, ...numbers, foundAt });
  } else if (effect.kind === "create-stream" && outcome.kind === "stream-created") {
    const numbers = { relayGeneration: null, relayAttempt: null, streamIncarnation: effect.incarnation };
    await engine.store.recordFound({ channelId, kind: "stream", handle: outcome.stream.handle, ...numbers, foundAt });
  }
}

function effectEntry({ engine, channel }: TurnRequest, effect: Effect): JournalEntry {
  const { handle, ...numbers } = { handle: null, ...effect };
  return {
    channelId: channel.record.order.channelId,
    session: channel.record.order.session,
    at: engine.clock.now().toISOString(),
    kind: "effect",
    message: `Asks for ${effect.kind}.`,
    data: numbers,
  };
}

function leaseLost(channel: OwnedChannel): HybridStreamError {
  return new HybridStreamError({
    code: "lease-lost",
    message: `Channel "${channel.record.order.channelId}" belongs to another instance now.`,
  });
}

function isLeaseLost(thrown: unknown): boolean {
  return HybridStreamError.isInstance(thrown) && thrown.code === "lease-lost";
}
