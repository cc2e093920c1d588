import { inspect } from "node:util";
import { HybridStreamError, Secret } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { collectLog } from "../../test/collect-log.js";
import { createAgoraClient } from "./agora-client.js";
import type { AgoraOptions } from "./agora-options.js";
import type { AgoraRequestWithSchema } from "./client-types.js";

type Answer = Response | Error | (() => Response | Error | Promise<Response>);

const refused = (): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) });
const reset = (): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("read"), { code: "ECONNRESET" }) });
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/** A client on a virtual clock whose requests are answered one after another; the last answer stays. */
function bench(answers: readonly Answer[], options: Omit<AgoraOptions, "id"> = {}) {
  const clock = createVirtualClock();
  const { logger, lines } = collectLog();
  const requests: { readonly url: URL; readonly headers: Headers; readonly at: number }[] = [];
  const client = createAgoraClient({
    id: "agora-test",
    appId: "app-1",
    customerId: `customer-${crypto.randomUUID()}`,
    customerSecret: "customer-secret-value",
    clock,
    logger,
    fetch: async (url, init) => {
      requests.push({ url: new URL(url), headers: new Headers(init.headers), at: clock.monotonic() });
      const next = answers[Math.min(requests.length, answers.length) - 1];
      const answer = typeof next === "function" ? await next() : next;
      if (answer instanceof Error) throw answer;
      if (answer === undefined) throw reset();
      return answer.clone();
    },
    ...options,
  });
  const request = (change: Partial<AgoraRequestWithSchema<unknown>> = {}) =>
    client.request({
      method: "GET",
      path: "/v1/things/{id}",
      pathParameters: { id: "a/b" },
      operation: "getThing",
      kind: "read",
      signal: new AbortController().signal,
      quota: "media-push-get",
      priority: "observe",
      schema: z.unknown(),
      ...change,
    });
  /** What came of a call, with as much time as it needs. */
  const settle = async <Value>(call: Promise<Value>): Promise<Value | HybridStreamError> => {
    let over = false;
    const caught = call.catch((thrown: unknown) => {
      if (HybridStreamError.isInstance(thrown)) return thrown;
      throw thrown;
    });
    void caught.finally(() => {
      over = true;
    });
    await clock.runUntil(() => over, { limitMs: 120_000 });
    return caught;
  };
  const hosts = () => requests.map(({ url }) => url.host);
  return { client, clock, lines, requests, hosts, request, settle };
}

describe("what is sent", () => {
  it("carries Basic credentials and a UUID as the request id, and reads back Agora's", async () => {
    const { client, request, settle, requests, lines } = bench([json(200, {}, { "x-request-id": "agora-77" })]);
    const response = await settle(request());
    expect(response).toMatchObject({ status: 200, requestId: "agora-77" });
    expect(requests[0]?.url.href).toBe("https://api.agora.io/v1/things/a%2Fb");
    const authorization = requests[0]?.headers.get("authorization") ?? "";
    expect(Buffer.from(authorization.replace("Basic ", ""), "base64").toString()).toMatch(
      /^customer-.+:customer-secret-value$/,
    );
    expect(requests[0]?.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines.join()).not.toContain("customer-secret-value");
    expect(inspect(client, { depth: 9 })).not.toContain("customer-secret-value");
  });
});

describe("failover", () => {
  it("sends an effect once, and the next call to the next host", async () => {
    const { request, settle, hosts } = bench([reset(), json(200, {})]);
    const effect = { method: "POST", kind: "effect" } as const;
    expect(await settle(request(effect))).toMatchObject({ code: "connection-lost", retry: "after-verify" });
    expect(hosts()).toEqual(["api.agora.io"]);
    expect(await settle(request(effect))).toMatchObject({ status: 200 });
    expect(hosts()).toEqual(["api.agora.io", "api.sd-rtn.com"]);
  });

  it("tries a read again after 1, 3 and 6 s, each on the next host", async () => {
    const { request, settle, hosts, requests } = bench([refused()], { zones: ["eu-west-1"] });
    expect(await settle(request({ timeoutMs: 20_000 }))).toMatchObject({ code: "network-unreachable", retry: "safe" });
    expect(hosts()).toEqual(["api.agora.io", "api.sd-rtn.com", "api-eu-west-1.agora.io", "api-eu-west-1.sd-rtn.com"]);
    expect(requests.map(({ at }) => at)).toEqual([0, 1000, 4000, 10_000]);
  });

  it("ends within its deadline", async () => {
    const { clock, request, settle, requests } = bench([refused()]);
    expect(await settle(request({ timeoutMs: 3500 }))).toMatchObject({ code: "network-unreachable" });
    expect(requests).toHaveLength(2);
    expect(clock.monotonic()).toBeLessThanOrEqual(3500);
  });

  it("gives a silent host up in time for another one", async () => {
    const { request, settle, hosts } = bench([() => new Promise<Response>(() => {}), json(200, {})]);
    expect(await settle(request())).toMatchObject({ status: 200 });
    expect(hosts()).toEqual(["api.agora.io", "api.sd-rtn.com"]);
  });

  it("leaves a host on a gateway's page, and stays for a fault of the service itself", async () => {
    const page = new Response("<html>502</html>", { status: 502, headers: { "content-type": "text/html" } });
    const gateway = bench([page, json(200, {})]);
    await gateway.settle(gateway.request());
    expect(gateway.hosts()).toEqual(["api.agora.io", "api.sd-rtn.com"]);
    const service = bench([json(503, { message: "overload" }), json(200, {})]);
    await service.settle(service.request());
    expect(service.hosts()).toEqual(["api.agora.io", "api.agora.io"]);
  });

  it("returns to the first host a minute after its failure", async () => {
    const { clock, request, settle, hosts } = bench([reset(), json(200, {})]);
    const effect = { method: "POST", kind: "effect" } as const;
    await settle(request(effect));
    await clock.advance(59_000);
    await settle(request(effect));
    await clock.advance(1001);
    await settle(request(effect));
    expect(hosts()).toEqual(["api.agora.io", "api.sd-rtn.com", "api.agora.io"]);
  });

  it("does not blame a host for a caller in a hurry", async () => {
    const { request, settle, hosts } = bench([() => new Promise<Response>(() => {}), json(200, {})]);
    expect(await settle(request({ timeoutMs: 500 }))).toMatchObject({ code: "timeout" });
    await settle(request());
    expect(hosts()).toEqual(["api.agora.io", "api.agora.io"]);
  });

  it("takes hosts of one's own", async () => {
    const { request, settle, requests } = bench([json(200, {})], { hosts: ["http://127.0.0.1:9/"] });
    await settle(request());
    expect(requests[0]?.url.href).toBe("http://127.0.0.1:9/v1/things/a%2Fb");
  });
});

describe("errors", () => {
  it.each<[string, Response, object]>([
    ["the gateway's shape", json(400, { message: "bad" }), { code: "request-rejected", message: /"bad"/ }],
    ["the service's shape", json(400, { code: 2, reason: "uid" }), { code: "request-rejected", message: /"2: uid"/ }],
    ["an empty body", new Response(null, { status: 404 }), { code: "not-found" }],
    ["401", json(401, { message: "Unauthorized" }), { code: "unauthorized", message: /customerSecret/ }],
    ["403", json(403, { reason: "no permission" }), { code: "forbidden", message: /console/ }],
    ["a product that is off", json(400, { message: "appid is invalid" }), { code: "forbidden", message: /enable/ }],
    [
      "a wrong address",
      json(404, { message: "no Route matched with those values" }),
      { code: "request-rejected", message: /hosts/ },
    ],
    [
      "a web page for 404",
      new Response("<html>", { status: 404, headers: { "content-type": "text/html" } }),
      { code: "unexpected-response" },
    ],
  ])("%s", async (_, answer, { code, message }: { code?: string; message?: RegExp }) => {
    const { request, settle, requests } = bench([answer]);
    const error = await settle(request());
    expect(error).toMatchObject({ code, provider: "agora-test", operation: "getThing" });
    if (message) expect((error as Error).message).toMatch(message);
    expect(requests).toHaveLength(1);
  });

  it.each([429, 500, 503])("%i asks for a pause of 5 s unless Agora names another", async (status) => {
    const effect = { method: "POST", kind: "effect" } as const;
    const plain = bench([json(status, { message: "busy" })]);
    expect(await plain.settle(plain.request(effect))).toMatchObject({ retryAfterMs: 5000 });
    const named = bench([json(status, { message: "busy" }, { "retry-after": "2" })]);
    expect(await named.settle(named.request(effect))).toMatchObject({ retryAfterMs: 2000 });
  });

  it("quotes no secret, even when Agora does", async () => {
    const secret = new Secret("rtmp://a.example/app/stream-key-1");
    const answer = json(400, { message: `rtmpUrl ${secret.reveal()} of customer-secret-value is bad` });
    const { request, settle, lines } = bench([answer]);
    const error = await settle(request({ method: "POST", kind: "effect", json: { rtmpUrl: secret } }));
    const shown = `${inspect(error, { depth: 9 })} ${lines.join()}`;
    expect(shown).toContain("is bad");
    expect(shown).not.toMatch(/stream-key-1|customer-secret-value/);
  });

  it("is closed after close", async () => {
    const { client, request, settle } = bench([json(200, {})]);
    await client.close();
    await client.close();
    expect(await settle(request())).toMatchObject({ code: "closed" });
  });
});

describe("pacing", () => {
  it.each([
    ["user-list", 20],
    ["media-push-update", 2],
    ["cloud-recording", 10],
  ] as const)(
    "keeps %s to %i requests in any second, for all clients of a credential together",
    async (quota, most) => {
      const clock = createVirtualClock();
      const customerId = `customer-${crypto.randomUUID()}`;
      const sent: number[] = [];
      const fetch = async (): Promise<Response> => {
        sent.push(clock.monotonic());
        return json(200, {});
      };
      const common = { appId: "a", customerId, customerSecret: "s3cr3t-value", clock, fetch };
      const clients = ["one", "two"].map((id) => createAgoraClient({ ...common, id }));
      const call = { method: "GET", path: "/x", operation: "x", kind: "read", quota, priority: "observe" } as const;
      const total = most * 3;
      const calls = Array.from({ length: total }, (_, index) => {
        const { signal } = new AbortController();
        return clients[index % 2]?.request({ ...call, signal, timeoutMs: 60_000 });
      });
      expect(await clock.runUntil(() => sent.length === total)).toBe(true);
      await Promise.all(calls);
      const busiest = Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + 1000).length));
      expect(busiest).toBeLessThanOrEqual(most);
      expect(clock.monotonic()).toBeLessThan(10_000);
    },
  );

  it("says aborted, with the provider, when a caller gives up while it waits", async () => {
    const { request } = bench([json(200, {})]);
    const error = await request({ signal: AbortSignal.abort() }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "aborted", provider: "agora-test", operation: "getThing" });
  });
});

describe("options", () => {
  const full = { id: "agora-test", appId: "a", customerId: "c", customerSecret: "s" };

  it.each([
    ["appId", "AGORA_APP_ID"],
    ["customerId", "AGORA_CUSTOMER_ID"],
    ["customerSecret", "AGORA_CUSTOMER_SECRET"],
  ] as const)("%s left out is taken from %s, or the error names both", (field, variable) => {
    const without = { ...full, [field]: undefined };
    const before = process.env[variable];
    delete process.env[variable];
    try {
      expect(() => createAgoraClient(without)).toThrow(expect.objectContaining({ code: "invalid-options", field }));
      expect(() => createAgoraClient(without)).toThrow(variable);
      process.env[variable] = "from-the-environment";
      expect(() => createAgoraClient(without)).not.toThrow();
    } finally {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
    }
  });

  it.each<[string, Omit<AgoraOptions, "id">]>([
    ["hosts[0]", { hosts: ["http://api.agora.io"] }],
    ["hosts[0]", { hosts: ["https://api.agora.io/v1"] }],
    ["hosts", { hosts: [] }],
    ["quotaShare", { quotaShare: 0 }],
    ["quotaShare", { quotaShare: 2 }],
  ])("a wrong %s is refused by name", (field, options) => {
    const make = () => createAgoraClient({ ...full, ...options });
    expect(make).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });
});
