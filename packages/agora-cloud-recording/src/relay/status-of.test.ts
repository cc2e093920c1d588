import { describe, expect, it } from "vitest";
import { statusOf } from "./status-of.js";

const context = { provider: "recorder", now: new Date("2026-01-01T00:00:00.000Z") };
const recorder = { serviceName: "web_recorder_service", payload: { state: "inProgress" } };
const push = (...statuses: unknown[]) => ({
  serviceName: "rtmp_publish_service",
  payload: { state: "inProgress", outputs: statuses.map((status) => ({ rtmpUrl: "rtmp://host/app/key", status })) },
});
const read = (status: number | null, ...services: unknown[]) =>
  statusOf({ serverResponse: { status, extensionServiceState: services } }, context);

describe("statusOf", () => {
  it.each([0, 1, 2, 3])("%i is starting", (status) => {
    expect(read(status).state).toBe("starting");
  });

  it.each([4, 5])("%i is judged by the push, whatever the order of the services", (status) => {
    for (const services of [
      [recorder, push("publishing")],
      [push("publishing"), recorder],
    ]) {
      expect(read(status, ...services)).toMatchObject({ state: "running", destination: "delivering", health: "good" });
    }
    expect(read(status, recorder, push("connecting"))).toMatchObject({ state: "starting", destination: "connecting" });
    for (const down of ["disconnected", "onhold"]) {
      const seen = read(status, recorder, push(down));
      expect(seen).toMatchObject({ state: "running", destination: "lost", health: "poor" });
      expect(seen.error?.code).toBe("destination-lost");
    }
  });

  it.each([[[]], [["publishing"]]])("calls a push lost whose service has left, with outputs %j", (outputs) => {
    const { serviceName, payload } = push(...outputs);
    const left = { serviceName, payload: { ...payload, state: "exit" } };
    const seen = read(5, recorder, left);
    expect(seen).toMatchObject({ state: "running", destination: "lost", error: { code: "destination-lost" } });
  });

  it.each([
    ["a recorder alone", [recorder]],
    ["no services", []],
    ["a status that nobody knows", [recorder, push("resting")]],
    ["a status that is no text", [recorder, push(7)]],
    ["two outputs, where we ask for one", [recorder, push("publishing", "publishing")]],
    ["services of another shape", ["web_recorder_service", { serviceName: 1 }]],
  ])("5 proves nothing with %s", (_what, services) => {
    expect(read(5, ...services)).toMatchObject({ state: "unknown", destination: "unknown", health: "unknown" });
  });

  it("a recorder that has left is a failure, though the task says 5", () => {
    const left = { serviceName: "web_recorder_service", payload: { state: "exit" } };
    expect(read(5, left, push("publishing"))).toMatchObject({ state: "failed", error: { code: "source-unreadable" } });
  });

  it.each([
    [6, "stopping"],
    [7, "stopped"],
    [8, "stopped"],
    [20, "failed"],
    [9, "unknown"],
    [null, "unknown"],
  ] as const)("%s is %s", (status, state) => {
    expect(read(status, recorder, push("publishing")).state).toBe(state);
  });

  it("shows no address", () => {
    expect(JSON.stringify([5, 20].map((status) => read(status, recorder, push("disconnected"))))).not.toContain("key");
  });
});
