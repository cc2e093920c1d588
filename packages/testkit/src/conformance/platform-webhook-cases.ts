import type { Hint, LiveStreamHandle } from "@hybrid-stream/spec";
import type { PlatformBench, PlatformCase } from "./platform-subject.js";
import type { StreamWebhookRequest } from "./vendor-hooks.js";

const fresh = { event: "receiving", agoSeconds: 0, isForged: false } as const;

function makeWebhook(bench: PlatformBench, request: StreamWebhookRequest) {
  return bench.need(bench.subject.makeStreamWebhook, "makeStreamWebhook").call(bench.subject, request);
}

async function hintsOf(bench: PlatformBench, request: StreamWebhookRequest): Promise<Hint[]> {
  const hints = (await bench.provider.parseWebhook?.(await makeWebhook(bench, request))) ?? [];
  bench.seen.push(hints);
  return hints;
}

/** True where there is nothing to test: a platform without webhooks. */
function hasNone(bench: PlatformBench): boolean {
  return bench.provider.parseWebhook === undefined;
}

/** A handle as a store has it after the loop's first looks. */
async function stream(bench: PlatformBench): Promise<LiveStreamHandle> {
  return (await bench.create()).handle;
}

/** About the vendor's messages on live streams. */
export const platformWebhookCases: readonly PlatformCase[] = [
  {
    name: "reads a webhook about a stream as hints that name it by what its handle holds",
    run: async (bench) => {
      if (hasNone(bench)) return;
      const handle = await stream(bench);
      const hints = await hintsOf(bench, { stream: handle, ...fresh });
      const named = hints.map(({ vendorRef, provider }) => ({
        isInHandle: Object.values(handle.data).includes(vendorRef),
        provider,
      }));
      bench
        .expect({ some: hints.length > 0, named })
        .toEqual({ some: true, named: hints.map(() => ({ isInHandle: true, provider: bench.provider.id })) });
    },
  },
  {
    name: "reads a webhook that is delivered twice as the same hints, and another one as others",
    run: async (bench) => {
      const { provider } = bench;
      if (!provider.parseWebhook) return;
      const handle = await stream(bench);
      const webhook = await makeWebhook(bench, { stream: handle, ...fresh });
      const ids = async () => ((await provider.parseWebhook?.(webhook)) ?? []).map(({ id }) => id);
      const first = await ids();
      const others = await hintsOf(bench, { ...fresh, stream: handle, event: "idle" });
      bench
        .expect({ second: await ids(), shared: others.filter(({ id }) => first.includes(id)).length })
        .toEqual({ second: first, shared: 0 });
    },
  },
  {
    name: "dates the evidence of webhooks by when things happened, in whatever order they come",
    run: async (bench) => {
      if (hasNone(bench)) return;
      const handle = await stream(bench);
      const later = await hintsOf(bench, { stream: handle, event: "idle", agoSeconds: 2, isForged: false });
      const earlier = await hintsOf(bench, { stream: handle, event: "receiving", agoSeconds: 20, isForged: false });
      const dates = (hints: readonly Hint[]) =>
        hints.flatMap(({ evidence }) => (evidence?.condition === "IngestReceiving" ? [evidence.observedAt] : []));
      const wrong = dates(earlier).filter((early) =>
        dates(later).some((late) => Date.parse(early) >= Date.parse(late)),
      );
      bench.expect({ wrong }).toEqual({ wrong: [] });
    },
  },
  {
    name: "refuses a webhook of yesterday, or takes no evidence from it",
    run: async (bench) => {
      const { provider } = bench;
      if (!provider.parseWebhook) return;
      const handle = await stream(bench);
      const webhook = await makeWebhook(bench, { ...fresh, stream: handle, agoSeconds: 86_400 });
      const hints = await provider.parseWebhook(webhook).catch(async (thrown: unknown) => {
        const { code } = await bench.errorOf(Promise.reject(thrown));
        bench.expect({ code }).toEqual({ code: "webhook-rejected" });
        return [];
      });
      const isGood = ({ evidence }: Hint): boolean =>
        evidence !== undefined && Date.parse(evidence.expiresAt) > webhook.receivedAt.getTime();
      bench.expect({ goodEvidence: hints.filter(isGood) }).toEqual({ goodEvidence: [] });
    },
  },
  {
    name: "refuses a webhook that was signed with another secret",
    run: async (bench) => {
      const { provider } = bench;
      if (!provider.parseWebhook) return;
      const handle = await stream(bench);
      const forged = await makeWebhook(bench, { ...fresh, stream: handle, isForged: true });
      const { code } = await bench.errorOf(provider.parseWebhook(forged));
      bench.expect({ code }).toEqual({ code: "webhook-rejected" });
    },
  },
];
