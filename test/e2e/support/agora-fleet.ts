import { agora } from "@hybrid-stream/agora";
import { type AgoraSimulator, createAgoraSimulator, type RunningTask } from "@hybrid-stream/agora/simulator";
import { defaultPolicy, HybridStreamOrchestrator, memoryStore } from "@hybrid-stream/orchestrator";
import type { Fetch } from "@hybrid-stream/provider-kit";
import type { Clock, JournalEntry, RelayProvider, StreamingPlatform } from "@hybrid-stream/spec";
import { createVirtualClock, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { seededRandom } from "../../support/mutated-answers.js";
import { cuttablePushes } from "./cuttable-pushes.js";

/** What the relay of the fleet is made with. */
interface FleetParts {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly simulator: AgoraSimulator;
}

/** Something that was broken at the vendor, and what became known of it. Virtual milliseconds. */
interface Failure {
  readonly channelId: string;
  readonly taskId: string;
  readonly kind: string;
  readonly at: number;
  /** When the service first answered that it does not find the task. */
  missingAt: number | null;
  /** When the relay was started anew. */
  mendedAt: number | null;
}

export interface FleetOptions {
  readonly seed: number;
  readonly relay: (parts: FleetParts) => RelayProvider;
  /** Which channel a task at the vendor belongs to. */
  readonly channelOf: (task: RunningTask) => string | undefined;
  /** Ways to break a task. `cut` ends its push and nothing else. */
  readonly breakages?: Readonly<Record<string, (id: string, simulator: AgoraSimulator, cut: () => void) => void>>;
}

/**
 * Many channels in one orchestrator over the simulated Agora, on a virtual clock, with the published request quotas.
 *
 * The hardest case for looking: viewers and platform notice nothing of a failure, and notifications are lost, so that
 * the vendor's own status is all that there is to tell of it.
 */
export function agoraFleet({ seed, relay, channelOf, breakages = {} }: FleetOptions) {
  const clock = createVirtualClock();
  const startedAt = clock.now().getTime();
  const random = seededRandom(seed);
  const { plane, cut } = cuttablePushes();
  const simulator = createAgoraSimulator({
    clock,
    mediaPlane: plane,
    customerId: `fleet-${crypto.randomUUID()}`,
    // The ceilings of concurrent converters are raised by Agora on request; the published rates stay.
    quotas: { converters: { elsewhere: { sd: 1000, hd: 1000, fhd: 1000 } } },
  });
  const answers = new Map<number, number>();
  const failures: Failure[] = [];
  const fetch: Fetch = async (input, init) => {
    const answer = await simulator.fetch(input, init);
    answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
    if (answer.status === 404) {
      const failure = failures.findLast(({ taskId, mendedAt }) => mendedAt === null && String(input).includes(taskId));
      if (failure) failure.missingAt ??= clock.monotonic();
    }
    return answer;
  };

  const interrupted = new Set<string>();
  const fake = fakeStreamingPlatform({ id: "platform" });
  const platform: StreamingPlatform = {
    ...fake,
    getStreamStatus: async (handle) => ({
      exists: true,
      ingest: interrupted.has(String(handle.data.channelId)) ? "interrupted" : "receiving",
      broadcastId: null,
      health: "unknown",
      bitrateKbps: null,
      viewers: null,
      error: null,
      observedAt: clock.now(),
    }),
  };
  const segments = () => Math.floor(clock.monotonic() / 2000);
  const store = memoryStore({ clock });
  const hybrid = new HybridStreamOrchestrator({
    namespace: "fleet",
    rtc: agora({ ...simulator.credentials, appCertificate: "5CFd2fd1755d40ecb72977518be15d3b", clock, fetch }),
    relays: [relay({ clock, fetch, simulator })],
    platforms: [platform],
    store,
    clock,
    random,
    // The playlist tells nothing here: it is looked at when the vendor is asked, and not in between.
    policy: { livePollSeconds: defaultPolicy.vendorPollSeconds },
    probe: {
      probe: async () => ({
        state: "playing",
        lastSegment: segments(),
        mediaSequence: segments() - 5,
        segmentCount: 6,
        targetDurationSeconds: 2,
        ended: false,
        programDateTime: null,
      }),
      close: () => {},
    },
  });
  const live = new Set<string>();
  const openFailure = (channelId: string) =>
    failures.find((failure) => failure.channelId === channelId && failure.mendedAt === null);
  hybrid.on("channel:phase", ({ channelId, to }) => {
    if (to === "live") live.add(channelId);
    else live.delete(channelId);
    // Only once the vendor's word is known does the platform notice too: then the relay is replaced.
    if (to === "degraded" && openFailure(channelId)) interrupted.add(channelId);
  });
  hybrid.on("relay:started", ({ channelId }) => {
    interrupted.delete(channelId);
    const failure = openFailure(channelId);
    if (failure) failure.mendedAt = clock.monotonic();
  });

  return {
    clock,
    simulator,
    answers,
    failures,
    live,
    async order(channelId: string, more: { readonly plannedDurationSeconds?: number } = {}): Promise<void> {
      simulator.setPublisher(channelId, 7);
      await hybrid.startChannel({ channelId, mode: "hybrid", source: { kind: "agora", channel: channelId }, ...more });
    },
    /** Breaks the task of a channel that is well, in one of the ways; by chance both. */
    breakOne(): void {
      const tasks = simulator.runningTasks().filter(({ pushing }) => pushing);
      const sound = tasks.filter((task) => {
        const channelId = channelOf(task);
        return channelId !== undefined && live.has(channelId) && !openFailure(channelId);
      });
      const task = sound[Math.floor(random() * sound.length)];
      const kinds = Object.entries(breakages);
      const [kind, breakIt] = kinds[Math.floor(random() * kinds.length)] ?? [];
      const channelId = task && channelOf(task);
      if (!task || !kind || !breakIt || !channelId) return;
      const at = clock.monotonic();
      failures.push({ channelId, taskId: task.id, kind, at, missingAt: null, mendedAt: null });
      breakIt(task.id, simulator, () => cut(task.id));
    },
    /** When the journal first said after a failure what `says` looks for. Virtual milliseconds. */
    async told(
      failure: Pick<Failure, "channelId" | "at">,
      says: (entry: JournalEntry) => boolean,
    ): Promise<number | null> {
      let after: string | undefined;
      for (;;) {
        const query = { channelId: failure.channelId, limit: 500, ...(after !== undefined && { after }) };
        const page = await store.readJournal(query);
        const entry = page.entries.find((each) => Date.parse(each.at) - startedAt > failure.at && says(each));
        if (entry) return Date.parse(entry.at) - startedAt;
        if (page.next === null) return null;
        after = page.next;
      }
    },
    async close(): Promise<void> {
      await hybrid.close();
      await simulator.close();
    },
  };
}
