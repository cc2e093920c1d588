import { Secret } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { awsIvs } from "../src/index.js";
import type { SimulatedEvent } from "../src/simulator.js";
import { ivsBench, spec, webhookOf } from "./ivs-bench.js";

const call = effectContext();
const arn = "arn:aws:ivs:eu-west-1:123456789012:channel/abcd";
const now = new Date("2026-01-01T00:00:10Z");
const event = (type: string, detail: object, time = "2026-01-01T00:00:00Z") => ({
  ...{ version: "0", id: "event-1", source: "aws.ivs", account: "123456789012", region: "eu-west-1" },
  ...{ "detail-type": type, time, resources: [arn], detail },
});
const state = (name: string, time?: string) => event("IVS Stream State Change", { event_name: name }, time);

describe("parseWebhook", () => {
  const { platform } = ((): ReturnType<typeof plain> => plain())();
  function plain() {
    return { platform: awsIvs({ region: "eu-west-1", eventSecret: "secret-of-the-api-destination" }) };
  }
  const hintsOf = async (body: object) => (await platform.parseWebhook?.(webhookOf(body, now))) ?? [];

  it.each([
    [state("Session Created"), true],
    [state("Stream Start"), true],
    [state("Stream Takeover"), true],
    [state("Session Ended"), false],
    [state("Stream End"), false],
    [state("Stream Failure"), false],
  ])("reads what says something about the ingest: %#", async (body, value) => {
    const evidence = { condition: "IngestReceiving", value, observedAt: "2026-01-01T00:00:00.000Z" };
    const expiresAt = "2026-01-01T00:00:30.000Z";
    expect(await hintsOf(body)).toMatchObject([
      { id: "event-1", provider: "aws-ivs", vendorRef: arn, evidence: { ...evidence, expiresAt } },
    ]);
  });

  it.each([
    [state("Stream Takeover Failure"), "IVS: Stream Takeover Failure"],
    [event("IVS Stream Health Change", { event_name: "Starvation Start" }), "IVS: Starvation Start"],
    [event("IVS Limit Breach", { limit_name: "Ingest Bitrate" }), "IVS: Ingest Bitrate"],
    [event("IVS Recording State Change", { recording_status: "Recording End" }), "IVS: Recording End"],
    [event("IVS Something New", { event_name: "<b>" }), "IVS: an event of an unknown kind"],
    [state("toString"), "IVS: an event of an unknown kind"],
  ])("lets the others wake and no more: %#", async (body, summary) => {
    expect(await hintsOf(body)).toEqual([{ id: "event-1", provider: "aws-ivs", vendorRef: arn, summary }]);
  });

  it("takes no evidence from what comes hours late, or from the future", async () => {
    for (const time of ["2025-12-31T21:00:00Z", "2026-01-01T01:00:00Z"]) {
      const hints = await hintsOf(state("Stream Start", time));
      expect(hints).toHaveLength(1);
      expect(hints[0]).not.toHaveProperty("evidence");
    }
  });

  it("has no hint for the limits of the whole account", async () => {
    expect(
      await hintsOf({ ...event("IVS Limit Breach", { limit_name: "Concurrent Viewers" }), resources: [] }),
    ).toEqual([]);
  });

  it("refuses what has not the secret, and what is none of IVS's", async () => {
    const forged = webhookOf(state("Stream Start"), now, "a wrong secret");
    const foreign = webhookOf({ ...state("Stream Start"), source: "aws.ec2" }, now);
    for (const request of [forged, foreign, { ...forged, headers: {} }]) {
      await expect(platform.parseWebhook?.(request)).rejects.toMatchObject({
        code: "webhook-rejected",
        provider: "aws-ivs",
      });
    }
    expect(awsIvs({ region: "eu-west-1" }).parseWebhook).toBeUndefined();
  });

  it("takes no secret that is too short to be one, wrapped or not", () => {
    for (const eventSecret of ["short", new Secret(""), new Secret("short")]) {
      const make = () => awsIvs({ region: "eu-west-1", eventSecret });
      expect(make).toThrow(expect.objectContaining({ code: "invalid-options", field: "eventSecret" }));
    }
  });

  it("reads events that came by a way that is trusted, and gives nothing for others", async () => {
    expect(await platform.parseEvent(state("Stream Start"))).toHaveLength(1);
    for (const other of [null, "text", {}, { source: "aws.ec2" }]) expect(await platform.parseEvent(other)).toEqual([]);
  });
});

describe("the simulator's events", () => {
  async function show(kind: "on-time" | "lost" | "duplicated" | "reordered" | "late") {
    const delivered: SimulatedEvent[] = [];
    const bench = ivsBench({ simulated: { events: { handler: (each) => void delivered.push(each) } } });
    const { simulator, platform, clock } = bench;
    simulator.setEventMode(kind === "late" ? { kind, milliseconds: 3_600_000 } : { kind });
    const { handle } = await platform.createLiveStream(spec, call);
    const { streamKey } = await platform.getStreamKey(handle, call);
    const encoder = simulator.publish({ streamKey: streamKey.reveal() });
    await clock.advance(10_000);
    encoder.stop();
    await clock.advance(60_000);
    const names = (): unknown[] => delivered.map(({ detail }) => detail.event_name);
    return { ...bench, names, delivered, handle };
  }
  const inOrder = ["Session Created", "Stream Start", "Starvation Start", "Session Ended", "Stream End"];

  it("follow what happens", async () => {
    const { names, delivered, handle } = await show("on-time");
    expect(names()).toEqual(inOrder);
    expect(delivered[0]).toMatchObject({ source: "aws.ivs", resources: [handle.data.channelArn] });
    expect(delivered[0]?.detail.stream_id).toMatch(/^st-[a-zA-Z0-9]{23}$/);
  });

  it("get lost, come twice, late, or in another order; a status is the truth all the same", async () => {
    expect((await show("lost")).names()).toEqual([]);
    expect((await show("duplicated")).names()).toEqual(inOrder.flatMap((name) => [name, name]));
    const reordered = (await show("reordered")).names();
    expect(reordered.toSorted()).toEqual(inOrder.toSorted());
    expect(reordered).not.toEqual(inOrder);
    const late = await show("late");
    expect(late.names()).toEqual([]);
    expect(await late.platform.getStreamStatus(late.handle, call)).toMatchObject({ ingest: "idle" });
    await late.clock.advance(3_600_000);
    expect(late.names()).toEqual(inOrder);
    const hints = await late.platform.parseWebhook?.(webhookOf(late.delivered[1] ?? {}, late.clock.now()));
    expect(hints?.[0]?.evidence).toBeUndefined();
  });
});
