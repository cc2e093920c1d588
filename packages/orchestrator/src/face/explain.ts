import type { ChannelRecord, ChannelStore, Condition, ConditionName, JournalEntry } from "@hybrid-stream/spec";
import { snapshotOf } from "./snapshot.js";

/** A channel's story in sentences, with the entries that they come from. */
export interface Explanation {
  readonly channelId: string;
  readonly session: number;
  /** How it stands now: one sentence each, the broken hop first. */
  readonly now: string[];
  /** What happened, oldest first. */
  readonly story: string[];
  readonly entries: JournalEntry[];
}

const hops: readonly ConditionName[] = ["PublisherPresent", "RelayRunning", "IngestReceiving", "PlaybackAdvancing"];

const hopNames: Record<ConditionName, string> = {
  PublisherPresent: "the publisher is present",
  RelayRunning: "the relay delivers",
  IngestReceiving: "the platform receives",
  PlaybackAdvancing: "viewers get new segments",
  WithinBudget: "the channel is within its budget",
};

/** The last `limit` entries of a session, and how the channel stands. */
export async function explainChannel(
  store: ChannelStore,
  record: ChannelRecord,
  options: { readonly session?: number; readonly limit?: number },
): Promise<Explanation> {
  const session = options.session ?? record.order.session;
  const entries = await readSession(store, record.order.channelId, session);
  const last = entries.slice(-Math.max(1, options.limit ?? 200));
  return {
    channelId: record.order.channelId,
    session,
    now: session === record.order.session ? standing(record) : [],
    story: last.map((entry) => `${entry.at} ${entry.message}`),
    entries: last,
  };
}

async function readSession(store: ChannelStore, channelId: string, session: number): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.readJournal({ channelId, session, limit: 500, ...(after !== undefined && { after }) });
    entries.push(...page.entries);
    after = page.next;
  }
  return entries;
}

function standing(record: ChannelRecord): string[] {
  const snapshot = snapshotOf(record);
  const sentences = [`It is ${snapshot.phase} since ${snapshot.phaseSince}: ${snapshot.phaseReason}.`];
  const conditions = snapshot.conditions;
  if (conditions !== null) {
    const broken = hops.find((hop) => conditions[hop].value === "false");
    if (broken !== undefined) sentences.unshift(`Broken hop: ${hopSentence(broken, conditions[broken])}`);
    for (const hop of hops) if (hop !== broken) sentences.push(hopSentence(hop, conditions[hop]));
  }
  if (snapshot.relayRestarts > 0) sentences.push(`The relay was started again ${snapshot.relayRestarts} times.`);
  if (snapshot.relayError !== null)
    sentences.push(`Its last failure was ${snapshot.relayError.code}: ${snapshot.relayError.message}`);
  if (snapshot.nextStartAt !== null) sentences.push(`The next start is not before ${snapshot.nextStartAt}.`);
  if (snapshot.error !== null) sentences.push(`Error ${snapshot.error.code}: ${snapshot.error.message}`);
  return sentences;
}

function hopSentence(hop: ConditionName, condition: Condition): string {
  const verdict = { true: "Yes", false: "No", unknown: "Not known" }[condition.value];
  return `${verdict}, ${hopNames[hop]}: ${condition.reason} (${condition.source}, since ${condition.since}).`;
}
