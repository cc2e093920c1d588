import { HybridStreamError, publishUrl, type RelayHandle } from "@hybrid-stream/spec";
import { createVirtualClock, effectContext } from "@hybrid-stream/testkit";
import { agoraCloudRecording } from "../src/index.js";
import { mutated, randomOf } from "./mutated.js";
import { relaySpec, storage } from "./web-bench.js";

const acquired = { cname: "c", uid: "1", resourceId: "r-1" };
const named = { ...acquired, sid: "s-1" };
const queried = {
  ...named,
  serverResponse: {
    status: 5,
    extensionServiceState: [
      { serviceName: "web_recorder_service", payload: { state: "inProgress", onhold: false, fileList: [] } },
      { serviceName: "rtmp_publish_service", payload: { state: "inProgress", outputs: [{ status: "publishing" }] } },
    ],
  },
};
const states = ["queued", "starting", "running", "stopping", "stopped", "failed", "absent", "unknown"];
const outcomes = ["proven", "accepted", "unproven"];

/**
 * Calls a provider whose vendor answers nothing but damage, until that has answered so often. What it returns went
 * wrong: a foreign error, a result that means nothing, a secret that was told.
 */
export async function readDamagedAnswers(run: {
  readonly seed: number;
  readonly total: number;
  readonly calls: "starts" | "looks and stops";
}): Promise<readonly object[]> {
  // A stack for each of so many errors takes most of the time, and nobody reads one.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await runMutations(run);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function runMutations({
  seed,
  total,
  calls,
}: Parameters<typeof readDamagedAnswers>[0]): Promise<readonly object[]> {
  const random = randomOf(seed);
  const clock = createVirtualClock();
  const spec = relaySpec();
  const secrets = [
    spec.ingest.streamKey.reveal(),
    storage.accessKey,
    storage.secretKey,
    "customer-secret",
    "ticket-12345",
  ];
  // The vendor quotes what it was sent, now and then.
  const words = [publishUrl(spec.ingest), ...secrets, "https://page.example/?ticket=ticket-12345"];
  let honest = 0;
  let damaged = 0;
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    const sound = url.endsWith("/acquire")
      ? acquired
      : url.endsWith("/query") || url.endsWith("/stop")
        ? queried
        : named;
    if (honest > 0) {
      honest -= 1;
      return Response.json(sound);
    }
    damaged += 1;
    return mutated(sound, { random, words });
  };
  const lines: string[] = [];
  const write = (fields: object, message?: string): void => {
    lines.push(JSON.stringify({ ...fields, message }));
  };
  const relay = agoraCloudRecording({
    appId: "0123456789abcdef0123456789abcdef",
    customerId: "mutations",
    customerSecret: "customer-secret",
    storage,
    clock,
    fetch,
    logger: { debug: write, info: write, warn: write, error: write },
    page: { url: "https://page.example/?ticket=ticket-12345" },
  });
  const leaks = (seen: unknown): string[] => {
    const text = `${seen instanceof Error ? seen.message : ""}${JSON.stringify(seen)}${lines.splice(0).join("\n")}`;
    return secrets.filter((secret) => text.includes(secret));
  };
  const handle = (sid: string | null): RelayHandle => ({
    provider: relay.id,
    version: 1,
    data: {
      // Each time another: what the provider remembers of one would keep it from asking.
      cname: `hs-0123456789abcdef-1-${damaged}`,
      uid: "2000000001",
      channel: "show",
      resourceId: "r-1",
      acquiredAt: clock.now().toISOString(),
      maxRecordingHour: 6,
      starts: 1,
      sid,
    },
  });

  /** Settled, with so much virtual time as it needs: reads that fail are tried again after seconds. */
  const settled = async <Value>(work: Promise<Value>): Promise<Value> => {
    let open = true;
    void work.then(
      () => {
        open = false;
      },
      () => {
        open = false;
      },
    );
    for (let turn = 0; open; turn += 1) {
      if (turn > 20_000) throw new Error("it hangs");
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (open && turn % 10 === 9) await clock.advance(500);
    }
    return work;
  };
  const starts: readonly (() => Promise<unknown>)[] = [
    () => relay.startRelay(spec, effectContext()),
    () => {
      honest = 1;
      return relay.startRelay(spec, effectContext({ relayAttempt: damaged + 1 }));
    },
    () => relay.startRelay(spec, effectContext({ resume: handle(null) })),
    async () => relay.updateRelay?.(handle("s-1"), { ingest: spec.ingest }, effectContext()),
  ];
  const looksAndStops: readonly (() => Promise<unknown>)[] = [
    () => relay.getRelayStatus(handle("s-1"), effectContext()),
    () => relay.stopRelay(handle(`s-${damaged % 50}`), effectContext()),
    () => relay.stopRelay(handle(null), effectContext()),
  ];
  // Once all went well: only then has the vendor anything to quote.
  honest = 2;
  await settled(relay.startRelay(spec, effectContext()));
  const tries = calls === "starts" ? starts : looksAndStops;
  const wrong: object[] = [];
  for (let round = 0; damaged < total; round += 1) {
    honest = 0;
    const work = tries[round % tries.length];
    if (work === undefined) throw new Error("no try");
    const seen: unknown = await settled(work()).catch((thrown: unknown) => thrown);
    const typed = HybridStreamError.isInstance(seen) ? seen.code !== "internal" : isReading(seen);
    const leaked = leaks(seen);
    if (!typed || leaked.length > 0) wrong.push({ seed, round, seen: String(seen), leaked });
    if (wrong.length > 3) break;
    await clock.advance(500);
  }
  await relay.close();
  return wrong;
}

/** A handle, a status or a receipt that is one. */
function isReading(seen: unknown): boolean {
  if (typeof seen !== "object" || seen === null) return false;
  if ("outcome" in seen) return outcomes.includes(String(seen.outcome));
  if ("state" in seen) return states.includes(String(seen.state));
  if (!("data" in seen) || typeof seen.data !== "object" || seen.data === null) return false;
  const sid: unknown = Reflect.get(seen.data, "sid");
  return sid === null || (typeof sid === "string" && sid !== "");
}
