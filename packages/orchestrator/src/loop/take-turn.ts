import {
  type ChannelRecord,
  type ChannelState,
  type Handle,
  type HintEvidence,
  HybridStreamError,
  type JournalEntry,
  type Lease,
} from "@hybrid-stream/spec";
import { absorb } from "../decide/absorb.js";
import { completeHandles } from "../decide/complete-handles.js";
import { costChanges } from "../decide/cost-ledger.js";
import { type Decision, decide } from "../decide/decide.js";
import type { Effect } from "../decide/effect.js";
import { planObservations } from "../decide/observation-plan.js";
import { findStream } from "../decide/streams.js";
import { isWorthSaving } from "../decide/worth-saving.js";
import type { Engine } from "./engine.js";
import { leaveForTheHeir } from "./found-resources.js";
import { observe } from "./observe.js";
import type { OwnedChannel } from "./owned-channel.js";
import { effectMs, perform } from "./perform.js";
import { vendorRefsOf } from "./vendor-refs.js";

interface TurnRequest {
  readonly engine: Engine;
  readonly channel: OwnedChannel;
  /** The lease that the channel was claimed under, when it is good for at least so many milliseconds. */
  readonly leaseFor: (milliseconds: number) => Lease | null;
  readonly signal: AbortSignal;
  /** Told of every state, once it is safe. */
  readonly onState: (before: ChannelState | null, after: ChannelState, record: ChannelRecord) => void;
}

/**
 * One turn of one channel: observe, decide, save the intent, at most one effect, save its outcome.
 *
 * @returns when to look again, in milliseconds.
 * @throws `lease-lost` when the channel belongs to somebody else; store errors when the store cannot be reached.
 */
export async function takeTurn(request: TurnRequest): Promise<number> {
  const { channel } = request;
  await flush(request);
  if (channel.stale) await reload(request);
  const { state: intent, effect, journal, wakeInMs } = await look(request);
  if (effect === null) {
    await write(request, intent, journal);
    return channel.hurried ? Math.min(wakeInMs, 2000) : wakeInMs;
  }
  if (request.leaseFor(effectMs + 1000) === null) return 1000;
  await write(request, intent, [...journal, effectEntry(request, effect)]);
  await act(request, intent, effect);
  return 0;
}

async function act(request: TurnRequest, intent: ChannelState, effect: Effect): Promise<void> {
  const { engine, channel } = request;
  let underWay = true;
  const outcome = await perform({
    engine,
    order: channel.record.order,
    state: intent,
    effect,
    hosts: channel.hosts,
    signal: request.signal,
    checkpoint: async (handle) => {
      // A call that was given up must not speak for the one that came after it.
      if (!underWay) throw leaseLost(channel);
      await checkpoint(request, effect, handle);
    },
  });
  underWay = false;
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
  // An effect changes what every question is about, and a hint may have come before the handle that it names.
  channel.lastAsked = {};
  channel.hinted = true;
  await write(request, absorbed.state, absorbed.journal);
}

async function look({ engine, channel, signal }: TurnRequest): Promise<Decision> {
  const evidence = channel.hinted ? await takeEvidence(engine, channel) : [];
  const { order, state } = channel.record;
  const monotonicMs = engine.clock.monotonic();
  const { ask, wanted } = planObservations({
    order,
    state,
    facts: engine.facts,
    policy: engine.policy,
    lastAsked: channel.lastAsked,
    hurried: channel.hurried,
    monotonicMs,
    hasRtc: engine.rtc !== null,
  });
  channel.hurried &&= wanted;
  for (const question of ask) channel.lastAsked[question] = monotonicMs;
  const seen = state === null ? {} : await observe({ engine, order, state, questions: ask, signal });
  if (seen.rtc?.ok) channel.hosts = seen.rtc.value.hosts;
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

/** What verified hints say, after they have completed the handles that lack something. */
async function takeEvidence(engine: Engine, channel: OwnedChannel): Promise<HintEvidence[]> {
  channel.hinted = false;
  const { channelId } = channel.record.order;
  const hints = await engine.store.takeHints({ channelId, vendorRefs: vendorRefsOf(channel.record) });
  const { state } = channel.record;
  if (state !== null) channel.record = { ...channel.record, state: completeHandles(state, hints, engine.clock.now()) };
  return hints.flatMap((hint) => (hint.evidence === undefined ? [] : [hint.evidence]));
}

async function reload({ engine, channel }: TurnRequest): Promise<void> {
  // Before the load: an order that comes during it is newer.
  channel.stale = false;
  const stored = await engine.store.load(channel.record.order.channelId);
  // The loop alone writes the state, so its own copy is the newer one.
  if (stored !== null) channel.record = { ...channel.record, order: stored.order };
}

/** Saves a state, or only keeps it when nothing in it must survive. */
async function write(request: TurnRequest, state: ChannelState, entries: readonly JournalEntry[]): Promise<void> {
  const { channel, engine } = request;
  const journal = [...channel.notes.splice(0), ...entries];
  const { order } = channel.record;
  channel.record = { ...channel.record, state };
  if (journal.length > 0 || isWorthSaving(channel.saved, state)) {
    const costIntervals = costChanges(order, channel.saved, state, engine.clock.now());
    channel.unsaved = { channelId: order.channelId, state, journal, costIntervals };
    await flush(request);
  }
  announce(request);
}

async function flush(request: TurnRequest): Promise<void> {
  const { engine, channel, leaseFor } = request;
  if (channel.unsaved === null) return;
  const lease = leaseFor(0);
  const saved = lease === null ? "lease-lost" : await engine.store.save({ ...channel.unsaved, lease });
  if (saved === "lease-lost") {
    await leaveForTheHeir(engine, channel.unsaved, channel.saved);
    throw leaseLost(channel);
  }
  channel.saved = channel.unsaved.state;
  channel.unsaved = null;
  announce(request);
}

/** Tells of a state only once it is safe, and of none twice. */
function announce({ channel, onState }: TurnRequest): void {
  const { state } = channel.record;
  if (state === null || state === channel.announced) return;
  const before = channel.announced;
  channel.announced = state;
  onState(before, state, channel.record);
}

async function checkpoint(request: TurnRequest, effect: Effect, handle: Handle): Promise<void> {
  const { channel } = request;
  const state = structuredClone(channel.record.state);
  if (state === null) throw leaseLost(channel);
  if (effect.kind === "start-relay" && state.relay !== null) state.relay.handle = handle;
  const stream = effect.kind === "create-stream" ? findStream(state, effect) : undefined;
  if (stream !== undefined) stream.handle = handle;
  await write(request, state, []);
}

function effectEntry({ engine, channel }: TurnRequest, effect: Effect): JournalEntry {
  const provider = "provider" in effect ? effect.provider : effect.platform;
  return {
    channelId: channel.record.order.channelId,
    session: channel.record.order.session,
    at: engine.clock.now().toISOString(),
    kind: "effect",
    message: `Asks ${provider} for ${effect.kind}.`,
    data: {
      effect: effect.kind,
      provider,
      ...("generation" in effect && { relayGeneration: effect.generation, relayAttempt: effect.attempt }),
      ...("incarnation" in effect && { streamIncarnation: effect.incarnation }),
    },
  };
}

function leaseLost(channel: OwnedChannel): HybridStreamError {
  return new HybridStreamError({
    code: "lease-lost",
    message: `Channel "${channel.record.order.channelId}" belongs to another instance now.`,
  });
}
