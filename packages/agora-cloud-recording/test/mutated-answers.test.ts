import { publishUrl, type RelayHandle } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import {
  type AskedRequest,
  type MutationBench,
  pick,
  type Random,
  readMutatedAnswers,
} from "../../../test/support/mutated-answers.js";
import { agoraCloudRecording } from "../src/index.js";
import { relaySpec, storage } from "./web-bench.js";

const seed = Number(process.env.MUTATION_SEED ?? 20_261_123);
const total = Number(process.env.MUTATIONS ?? 100_000);
const customerSecret = "customer-secret-value";
const pageUrl = "https://page.example/?ticket=ticket-12345";
const spec = relaySpec();
const secrets = [
  spec.ingest.streamKey.reveal(),
  storage.accessKey,
  storage.secretKey,
  customerSecret,
  "ticket-12345",
] as const;
const words = [publishUrl(spec.ingest), pageUrl, ...secrets] as const;
const codes = [
  ...([2, 7, 8, 15, 49, 53, 62, 65, 109, 400, 404, 405, 406] as const),
  ...([432, 433, 435, 501, 502, 1001, 1003, -1, 1e21] as const),
] as const;

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

/** What Agora would answer, were it well. */
function rightAnswer({ path }: AskedRequest): object {
  if (path.endsWith("/acquire")) return acquired;
  return path.endsWith("/query") || path.endsWith("/stop") ? queried : named;
}

/** In every shape that Agora has for one, quoting what it was sent. */
function errorAnswer(request: AskedRequest, random: Random): object {
  const code = pick(random, codes);
  const word = pick(random, words);
  return pick<object>(random, [
    { ...rightAnswer(request), sid: "", code, reason: `about ${word}` },
    { code: String(code), reason: word },
    { code, reason: word },
    { message: pick(random, [word, "appid is invalid", "no Route matched with those values"]) },
  ]);
}

/** Every call of one customer's provider, with what must hold of its reading. */
function open({ customer, clock, fetch, logger, told, answerWell }: MutationBench) {
  const relay = agoraCloudRecording({
    appId: "0123456789abcdef0123456789abcdef",
    customerId: customer,
    customerSecret,
    storage,
    clock,
    fetch,
    logger,
    page: { url: pageUrl },
  });
  let handles = 0;
  /** Each time another: what the provider remembers of one would keep it from asking. */
  const handle = (sid: string | null): RelayHandle => {
    handles += 1;
    return {
      provider: relay.id,
      version: 1,
      data: {
        cname: `hs-0123456789abcdef-1-${handles}`,
        uid: "2000000001",
        channel: "show",
        resourceId: "r-1",
        acquiredAt: clock.now().toISOString(),
        maxRecordingHour: 6,
        starts: 1,
        sid: sid === null ? null : `${sid}-${handles}`,
      },
    };
  };
  const startedWith = (started: RelayHandle | undefined): RelayHandle => {
    const { sid } = started?.data ?? {};
    expect(sid === null || (typeof sid === "string" && sid !== "")).toBe(true);
    return started as RelayHandle;
  };
  const stopped = async (sid: string | null) => {
    const receipt = await relay.stopRelay(handle(sid), effectContext());
    // Proof is the vendor's word that the task has ended: a first "not found" or a stop that was taken is none.
    if (receipt.outcome === "proven")
      expect(told().texts.some((text) => /"status":\s*(7|8|20)\b/.test(text))).toBe(true);
    expect(["proven", "accepted", "unproven"]).toContain(receipt.outcome);
    return receipt;
  };
  const calls: readonly (() => Promise<unknown>)[] = [
    // Only when all went well once has the vendor anything to quote.
    () => {
      answerWell(2);
      return relay.startRelay(spec, effectContext());
    },
    async () => startedWith(await relay.startRelay(spec, effectContext({ relayAttempt: 2 }))),
    async () => {
      answerWell(1);
      return startedWith(await relay.startRelay(spec, effectContext({ relayAttempt: 3 })));
    },
    async () => startedWith(await relay.startRelay(spec, effectContext({ resume: handle(null) }))),
    async () => relay.updateRelay?.(handle("s"), { ingest: spec.ingest }, effectContext()),
    async () => {
      const status = await relay.getRelayStatus(handle("s"), effectContext());
      const { statuses, texts } = told();
      if (status.health === "good") expect(texts.some((text) => text.includes("publishing"))).toBe(true);
      if (status.state === "absent") expect(statuses).toContain(404);
      return status;
    },
    async () => stopped("s"),
    async () => stopped(null),
  ];
  return { calls, close: () => relay.close() };
}

// Ten minutes are for a machine that does much else: alone it takes about half a minute.
it(`reads ${total} mutated answers as an error of ours or as what they can mean`, { timeout: 600_000 }, async () => {
  const providers = ["agora-cloud-recording"];
  const report = await readMutatedAnswers({ seed, total, secrets, providers, rightAnswer, errorAnswer, open });
  expect(report.wrong).toEqual([]);
  expect(report.answers).toBeGreaterThanOrEqual(total);
  // Both kinds of ends have to be common, or the mutations miss the mark.
  expect(report.read).toBeGreaterThan(total / 10);
  const { timeout = 0, ...refused } = report.refused;
  expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(total / 10);
  // Every answer comes at once: a deadline that is hit means that virtual time overtook real work.
  expect(timeout).toBe(0);
});
