import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { HybridStreamError, Secret } from "@hybrid-stream/spec";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Fault, faultBucket } from "../../test/support/fault-bucket.js";
import type { S3StorageOptions } from "./s3-options.js";
import { readS3Options } from "./s3-options.js";
import { s3Storage } from "./s3-storage.js";
import { type S3Server, s3Credentials, startS3Server } from "./test-support/s3-server.js";

const signal = AbortSignal.timeout(60_000);
const object = (key: string, text: string) => ({
  key,
  body: Buffer.from(text),
  contentType: "video/mp4",
  cacheControl: "public, max-age=31536000, immutable",
});

async function caught(promise: Promise<unknown>): Promise<HybridStreamError> {
  const thrown: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!HybridStreamError.isInstance(thrown)) throw new Error("no HybridStreamError was thrown");
  return thrown;
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock("aws4fetch");
});

describe("against a server of somebody else's", () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterAll(() => server.close());

  it("puts with headers for caches, lists, replaces and deletes, also what is not there", async () => {
    await server.objects.put(object("a/p0/source/0.m4s", "one"), signal);
    await server.objects.put(object("a/p0/source/0.m4s", "other"), signal);
    await server.objects.put(object("b/1.ts", ""), signal);
    const got = await fetch(`${server.publicUrl}/a/p0/source/0.m4s`);
    expect(await got.text()).toBe("other");
    expect(got.headers.get("content-type")).toBe("video/mp4");
    expect(got.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const listed = await server.objects.list("a/", signal);
    expect(listed).toEqual([{ key: "a/p0/source/0.m4s", bytes: 5, modifiedAt: expect.any(Date) }]);
    await server.objects.delete("a/p0/source/0.m4s", signal);
    await server.objects.delete("a/p0/source/0.m4s", signal);
    expect(await server.keys()).toEqual(["b/1.ts"]);
  });

  it("says that the bucket is not there", async () => {
    const nowhere = s3Storage({ ...server.options, bucket: "nowhere" });
    expect(await caught(nowhere.list("", signal))).toMatchObject({ code: "not-found" });
  });
});

describe("against a server that checks signatures", () => {
  it("signs everything, and lists more than one page", async () => {
    const bucket = await faultBucket();
    const names = Array.from({ length: 12 }, (_, number) => `many/a&${number + 10}.ts`);
    for (const name of names) await bucket.storage.put(object(name, name), signal);
    const listed = await bucket.storage.list("many/", signal);
    expect(listed.map(({ key }) => key)).toEqual(names);
    for (const name of names) await bucket.storage.delete(name, signal);
    expect(bucket.keys()).toEqual([]);
  });

  it("says that the credentials are wrong, without showing them", async () => {
    const bucket = await faultBucket();
    const wrong = { accessKeyId: "an-id-of-nobody", secretAccessKey: "not-the-secret-one" };
    const storage = s3Storage({ endpoint: bucket.endpoint, bucket: "live", ...wrong });
    const error = await caught(storage.put(object("x", "x"), signal));
    expect(error).toMatchObject({ code: "unauthorized", fault: "credentials" });
    const shown =
      inspect(error, { depth: 9 }) + JSON.stringify(error) + inspect(storage, { depth: 9, showHidden: true });
    expect(shown).not.toMatch(/not-the-secret-one|an-id-of-nobody/);
  });
});

describe("faults", () => {
  it.each<[Fault, string, object]>([
    [{ status: 500 }, "vendor-unavailable", { retry: "after-verify" }],
    [{ status: 503, code: "SlowDown", retryAfter: 2 }, "rate-limited", { retryAfterMs: 2_000 }],
    [{ status: 429, code: "TooManyRequests" }, "rate-limited", { fault: "quota" }],
    [{ status: 403, code: "AccessDenied" }, "forbidden", { fault: "credentials" }],
    [{ status: 403, code: "ExpiredToken" }, "unauthorized", {}],
    [{ status: 400, code: "InvalidArgument" }, "request-rejected", {}],
    [{ status: 307 }, "unexpected-response", {}],
    ["reset", "connection-lost", { fault: "network" }],
    ["truncated", "connection-lost", {}],
  ])("%j is %s", async (fault, code, more) => {
    const bucket = await faultBucket();
    bucket.breakWith(() => fault);
    expect(await caught(bucket.storage.list("", signal))).toMatchObject({ code, ...more });
    const error = await caught(bucket.storage.put(object("x", "x"), signal));
    expect(error).toMatchObject({ code, ...more });
    expect(inspect(error, { depth: 9 })).not.toContain(bucket.credentials.secretAccessKey);
  });

  it("a listing that is cut off without a word is no listing", async () => {
    const fetch = async (): Promise<Response> => new Response("<ListBucketResult><Contents><Key>a</Key>");
    const storage = s3Storage({ endpoint: "https://s3.example", bucket: "live", ...s3Credentials, fetch });
    expect(await caught(storage.list("", signal))).toMatchObject({ code: "unexpected-response" });
  });

  it("nobody listens: nothing was sent", async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const storage = s3Storage({ endpoint: `http://127.0.0.1:${port}`, bucket: "live", ...s3Credentials });
    expect(await caught(storage.delete("x", signal))).toMatchObject({ code: "network-unreachable", retry: "safe" });
  });

  it("a caller that gives up ends the request", async () => {
    const bucket = await faultBucket();
    bucket.breakWith(() => "silent");
    const patience = new AbortController();
    const put = caught(bucket.storage.put(object("x", "x"), patience.signal));
    patience.abort();
    expect(await put).toMatchObject({ code: "connection-lost" });
  });

  it("aws4fetch is not installed: says what to do", async () => {
    vi.doMock("aws4fetch", () => {
      throw new Error("Cannot find package 'aws4fetch'");
    });
    vi.resetModules();
    const fresh = await import("./s3-storage.js");
    const storage = fresh.s3Storage({ endpoint: "https://s3.example", bucket: "live", ...s3Credentials });
    const error = await storage.delete("x", signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "invalid-options",
      message: expect.stringContaining("npm install aws4fetch"),
    });
  });
});

describe("options", () => {
  const endpoint = "https://account.r2.cloudflarestorage.com";

  it("come from the environment where they are left out", () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "from-environment");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret-of-environment");
    vi.stubEnv("AWS_SESSION_TOKEN", "token-of-environment");
    vi.stubEnv("AWS_REGION", "");
    const settings = readS3Options({ endpoint, bucket: "shows" });
    expect(settings).toMatchObject({ bucketUrl: `${endpoint}/shows/`, region: "auto" });
    expect(settings.secretAccessKey.reveal()).toBe("secret-of-environment");
    expect(settings.sessionToken?.reveal()).toBe("token-of-environment");
    expect(inspect(settings, { depth: 5 })).not.toContain("of-environment");
    const own = readS3Options({ endpoint, bucket: "shows", accessKeyId: "a", secretAccessKey: new Secret("b") });
    expect(own.sessionToken).toBeNull();
    vi.stubEnv("AWS_REGION", "eu-central-1");
    const host = { endpoint: "https://s3.eu-central-1.amazonaws.com", bucket: "shows", addressing: "host" } as const;
    expect(readS3Options(host)).toMatchObject({
      bucketUrl: "https://shows.s3.eu-central-1.amazonaws.com/",
      region: "eu-central-1",
    });
  });

  it("names what is missing, with its variable", () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "");
    expect(() => readS3Options({ endpoint, bucket: "shows" })).toThrow(
      expect.objectContaining({
        code: "invalid-options",
        field: "accessKeyId",
        message: expect.stringContaining("AWS_ACCESS_KEY_ID"),
      }),
    );
  });

  it.each<[string, Partial<S3StorageOptions>]>([
    ["endpoint", { endpoint: "r2.cloudflarestorage.com" }],
    ["bucket", { bucket: "a/b" }],
    ["region", { region: "" }],
  ])("names a wrong %s", (field, wrong) => {
    expect(() => s3Storage({ endpoint, bucket: "shows", ...s3Credentials, ...wrong })).toThrow(
      expect.objectContaining({ code: "invalid-options", field }),
    );
  });
});
