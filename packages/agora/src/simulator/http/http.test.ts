import { getResponse } from "msw";
import { describe, expect, it } from "vitest";
import type { AgoraFault } from "../../simulator.js";
import { converterBench } from "../test-support/converter-bench.js";
import { authorizationOf, simulatorBench } from "../test-support/simulator-bench.js";

function users(options: Parameters<typeof simulatorBench>[0] = {}) {
  const bench = simulatorBench(options);
  const path = `/dev/v1/channel/user/${bench.simulator.credentials.appId}/show`;
  return { ...bench, path, list: (query = "") => bench.call("GET", `${path}${query}`) };
}

describe("the channel user list", () => {
  it("tells nothing of a channel that does not exist", async () => {
    expect((await users().list()).body).toEqual({ success: true, data: { channel_exist: false } });
  });

  it("tells hosts and audience of a live channel, and of 10,000 members at most", async () => {
    const { simulator, list } = users();
    simulator.setPublishers("show", [{ uid: 7 }, { uid: 8 }]);
    simulator.setAudience("show", 10_001);
    const { data } = (await list()).body;
    expect(data).toMatchObject({ channel_exist: true, mode: 2, broadcasters: [7, 8], audience_total: 10_001 });
    expect(data.audience).toHaveLength(10_000);
    expect((await list("?hosts_only=true")).body.data).toEqual({ channel_exist: true, mode: 2, broadcasters: [7, 8] });
  });

  it("tells all users of a communication channel", async () => {
    const { simulator, list } = users();
    simulator.setPublisher("show", 7);
    simulator.setAudience("show", 1);
    simulator.setProfile("show", "communication");
    const { data } = (await list()).body;
    expect(data).toEqual({ channel_exist: true, mode: 1, total: 2, users: [7, expect.any(Number)] });
  });

  it("answers twenty requests a second", async () => {
    const { list, clock } = users();
    for (let index = 0; index < 20; index += 1) expect((await list()).status).toBe(200);
    expect((await list()).status).toBe(429);
    await clock.advance(1_000);
    expect((await list()).status).toBe(200);
  });
});

describe("faults", () => {
  it("answer with a status, with or without the effect", async () => {
    const { simulator, create } = converterBench();
    simulator.faults.add({ kind: "status", status: 503, retryAfterSeconds: 7 });
    const refused = await create();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "7"]);
    expect(simulator.runningTasks()).toHaveLength(0);
    simulator.faults.add({ kind: "status", status: 504, effect: true, body: { message: "gateway timeout" } });
    expect(await create()).toMatchObject({ status: 504, body: { message: "gateway timeout" } });
    expect(simulator.runningTasks()).toHaveLength(1);
  });

  it("break the connection before or after the effect", async () => {
    const { simulator, create } = converterBench();
    simulator.faults.add({ kind: "reset" });
    await expect(create()).rejects.toMatchObject({ message: "fetch failed", cause: { code: "ECONNRESET" } });
    expect(simulator.runningTasks()).toHaveLength(0);
    simulator.faults.add({ kind: "lost-answer" });
    await expect(create()).rejects.toThrow("fetch failed");
    expect(simulator.runningTasks()).toHaveLength(1);
    expect(simulator.requests().map(({ status }) => status)).toEqual([null, null]);
  });

  it("carry a request out twice", async () => {
    const { simulator, create } = converterBench();
    simulator.faults.add({ kind: "twice" });
    await create();
    expect(simulator.runningTasks()).toHaveLength(2);
    simulator.faults.add({ kind: "twice" });
    expect((await create({ name: "n" })).status).toBe(409);
    expect(simulator.runningTasks()).toHaveLength(3);
  });

  it("spoil the answer", async () => {
    const { simulator, call, created } = converterBench();
    const { path } = await created();
    simulator.faults.add({ kind: "unknown-value" });
    expect((await call("GET", path)).body.converter.state).toBe("unheard-of");
    simulator.faults.add({ kind: "html", status: 502 });
    expect(await call("GET", path)).toMatchObject({ status: 502, text: expect.stringContaining("<html>") });
    simulator.faults.add({ kind: "body", change: (text) => text.slice(1) });
    expect((await call("GET", path)).text).toMatch(/^"converter"/);
    simulator.faults.add({ kind: "truncated" });
    await expect(call("GET", path)).rejects.toThrow();
  });

  it("delay the answer by the clock, after the effect", async () => {
    const { simulator, create, clock } = converterBench();
    simulator.faults.add({ kind: "slow", milliseconds: 9_000 });
    let answered = false;
    const answer = create().then((read) => {
      answered = true;
      return read;
    });
    await clock.advance(8_999);
    expect([answered, simulator.runningTasks().length]).toEqual([false, 1]);
    await clock.advance(1);
    expect((await answer).status).toBe(200);
  });

  it("meet the operation, the host and the number of requests that they are for", async () => {
    const { simulator, create, created, call } = converterBench();
    const fault: AgoraFault = { kind: "status", status: 500 };
    simulator.faults.add(fault, { operation: "getConverter", times: 2 });
    simulator.faults.add(fault, { host: "api.sd-rtn.com" });
    const { path } = await created();
    expect([(await call("GET", path)).status, (await call("GET", path)).status]).toEqual([500, 500]);
    expect((await call("GET", path)).status).toBe(200);
    expect((await create()).status).toBe(200);
    simulator.faults.add(fault, { times: Number.POSITIVE_INFINITY });
    expect([(await create()).status, (await create()).status]).toEqual([500, 500]);
    simulator.faults.clear();
    expect((await create()).status).toBe(200);
  });
});

describe("in process", () => {
  it("refuses connections to a host that is down, and to that one alone", async () => {
    const { simulator, list } = users();
    simulator.setHostDown("api.agora.io", true);
    await expect(list()).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    const other = await simulator.fetch("https://api.sd-rtn.com/");
    expect([other.status, await other.json()]).toEqual([404, { message: "no Route matched with those values" }]);
    simulator.setHostDown("api.agora.io", false);
    expect((await list()).status).toBe(200);
  });

  it("ends a request that is aborted", async () => {
    const { simulator } = users();
    simulator.faults.add({ kind: "slow", milliseconds: 60_000 });
    const abort = new AbortController();
    const address = `https://api.agora.io/dev/v1/channel/user/${simulator.credentials.appId}/show`;
    const answer = simulator.fetch(address, { signal: abort.signal });
    abort.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });

  it("gives handlers that an msw server of one's own can use, and that leave other paths alone", async () => {
    const { simulator, path } = users();
    const headers = { authorization: authorizationOf(simulator) };
    expect((await getResponse(simulator.handlers, new Request(`http://any.host${path}`, { headers })))?.status).toBe(
      200,
    );
    expect(await getResponse(simulator.handlers, new Request("https://api.agora.io/other"))).toBeUndefined();
  });
});

describe("on a socket", () => {
  it("answers as in process, on several sockets", async () => {
    const { simulator, path } = users();
    simulator.setPublisher("show", 7);
    const headers = { authorization: authorizationOf(simulator) };
    const [one, other] = [await simulator.listen(), await simulator.listen()];
    for (const { url } of [one, other]) {
      const answer = await fetch(`${url}${path}`, { headers });
      expect(await answer.json()).toMatchObject({ data: { broadcasters: [7] } });
    }
    await one.close();
    await expect(fetch(`${one.url}${path}`)).rejects.toThrow("fetch failed");
    expect((await fetch(`${other.url}/nowhere`, { method: "PUT", body: "x" })).status).toBe(404);
  });

  it("breaks connections, and answers in the middle", async () => {
    const { simulator, path } = users();
    simulator.setAudience("show", 1_000);
    const headers = { authorization: authorizationOf(simulator) };
    const { url } = await simulator.listen();
    simulator.faults.add({ kind: "reset" });
    await expect(fetch(`${url}${path}`, { headers })).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    simulator.faults.add({ kind: "truncated" });
    const answer = await fetch(`${url}${path}`, { headers });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow("terminated");
  });
});

it("leaves no timer and takes no request after its close", async () => {
  const { simulator, clock, created, create } = converterBench();
  await created();
  await clock.advance(1_000);
  simulator.setPublisher("show", null);
  simulator.faults.add({ kind: "slow", milliseconds: 60_000 });
  const slow = create();
  await clock.advance(0);
  const { url } = await simulator.listen();
  await simulator.close();
  await simulator.close();
  await slow;
  expect(clock.pendingTimers).toBe(0);
  expect(simulator.runningTasks()).toEqual([]);
  await expect(fetch(url)).rejects.toThrow("fetch failed");
  await expect(create()).rejects.toThrow("fetch failed");
});

it("names a wrong option", () => {
  expect(() => simulatorBench({ quotas: { recordings: -1 } })).toThrow(
    expect.objectContaining({ code: "invalid-options", field: "quotas.recordings" }),
  );
  expect(() => simulatorBench({ webhook: { mediaPush: { secret: "s" } } })).toThrow(
    expect.objectContaining({ code: "invalid-options", field: "webhook.mediaPush" }),
  );
});
