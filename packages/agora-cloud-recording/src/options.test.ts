import { HybridStreamError, Secret } from "@hybrid-stream/spec";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { storage } from "../test/web-bench.js";
import { agoraCloudRecording, createRecordings } from "./index.js";
import { storageConfigOf } from "./storage.js";

const account = { appId: "0123456789abcdef0123456789abcdef", customerId: "c", customerSecret: "customer-secret" };
const page = { url: "https://page.example/" };

const errorOf = (work: () => unknown): HybridStreamError => {
  try {
    work();
  } catch (thrown) {
    if (HybridStreamError.isInstance(thrown)) return thrown;
    throw thrown;
  }
  throw new Error("it was accepted");
};

beforeEach(() => {
  for (const name of ["AGORA_STORAGE_ACCESS_KEY", "AGORA_STORAGE_SECRET_KEY", "AGORA_APP_CERTIFICATE"]) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("options are checked at construction", () => {
  it.each<[string, object, string]>([
    ["no page", { storage }, "page"],
    ["no storage", { page }, "storage"],
    ["a page without an address", { page: { url: "page" }, storage }, "page.url"],
    ["a revoke that is no function", { page: { ...page, revoke: true }, storage }, "page.revoke"],
    ["an unknown option", { page, storage, hours: 6 }, "hours"],
    ["too many hours", { page, storage, unplannedHours: 721 }, "unplannedHours"],
    ["an unknown vendor", { page, storage: { ...storage, vendor: "floppy" } }, "storage.vendor"],
    ["no bucket", { page, storage: { ...storage, bucket: "" } }, "storage.bucket"],
    ["S3 without a region", { page, storage: { ...storage, region: undefined } }, "storage.region"],
    ["an S3 region that Agora does not number", { page, storage: { ...storage, region: 17 } }, "storage.region"],
    ["a region's name elsewhere", { page, storage: { ...storage, vendor: "tencent" } }, "storage.region"],
    ["Google with a region", { page, storage: { ...storage, vendor: "google", region: 3 } }, "storage.region"],
    ["an endpoint where none belongs", { page, storage: { ...storage, endpoint: "r2.example" } }, "storage.endpoint"],
    [
      "an S3-compatible service without one",
      { page, storage: { ...storage, vendor: "s3-compatible", region: undefined } },
      "storage.endpoint",
    ],
    [
      "an endpoint with a protocol",
      { page, storage: { ...storage, vendor: "s3-compatible", region: 0, endpoint: "https://r2.example" } },
      "storage.endpoint",
    ],
    ["a folder with a slash", { page, storage: { ...storage, fileNamePrefix: ["a/b"] } }, "storage.fileNamePrefix[0]"],
    [
      "folders that are too long",
      { page, storage: { ...storage, fileNamePrefix: ["a".repeat(100), "b".repeat(28)] } },
      "storage.fileNamePrefix",
    ],
  ])("%s", (_what, options, field) => {
    const error = errorOf(() => agoraCloudRecording({ ...account, ...options } as never));
    expect([error.code, error.field]).toEqual(["invalid-options", field]);
    expect(error.message).not.toMatch(/storage-secret-key|storage-access-key|customer-secret/);
  });

  it("names the storage keys and their variables, and takes them from there", () => {
    const { accessKey: _a, secretKey: _s, ...keyless } = storage;
    const missing = errorOf(() => agoraCloudRecording({ ...account, page, storage: keyless }));
    expect(missing.field).toBe("storage.accessKey");
    expect(missing.message).toContain("AGORA_STORAGE_ACCESS_KEY");
    vi.stubEnv("AGORA_STORAGE_ACCESS_KEY", "from-environment");
    expect(errorOf(() => createRecordings({ ...account, tokens: false, storage: keyless })).message).toContain(
      "AGORA_STORAGE_SECRET_KEY",
    );
    vi.stubEnv("AGORA_STORAGE_SECRET_KEY", "from-environment-too");
    expect(storageConfigOf(keyless).secretKey.reveal()).toBe("from-environment-too");
  });

  it("needs a certificate for tokens, unless the project has none", () => {
    expect(errorOf(() => createRecordings({ ...account, storage })).field).toBe("appCertificate");
    createRecordings({ ...account, storage, tokens: false });
  });

  it("tells what it can do", () => {
    const relay = agoraCloudRecording({ ...account, page, storage, id: "eu", unplannedHours: 2 });
    expect([relay.kind, relay.id]).toEqual(["agora-cloud-recording", "eu"]);
    expect(relay.capabilities).toEqual({
      locality: "cloud",
      sources: ["agora"],
      idempotentStart: true,
      canList: false,
      canUpdate: true,
      absenceProofSeconds: 90,
      maxSessionSeconds: 7200,
      maxConcurrent: 200,
      requires: ["web-page", "bucket"],
      billing: "agora-cloud-recording-web",
    });
  });
});

describe("storageConfigOf", () => {
  it.each([
    [
      { ...storage, region: "eu-south-1" as const },
      { vendor: 1, region: 25 },
    ],
    [
      { ...storage, vendor: "azure" as const, region: undefined },
      { vendor: 5, region: 0 },
    ],
    [
      {
        ...storage,
        vendor: "s3-compatible" as const,
        region: undefined,
        endpoint: "r2.example",
        fileNamePrefix: ["a"],
      },
      { vendor: 11, region: 0, extensionParams: { endpoint: "r2.example" }, fileNamePrefix: ["a"] },
    ],
  ])("is in Agora's numbers, and keeps its keys: %j", (options, expected) => {
    const config = storageConfigOf({ ...options, secretKey: new Secret("storage-secret-key") });
    expect(config).toMatchObject(expected);
    expect(config.accessKey.reveal()).toBe("storage-access-key");
    expect(JSON.stringify(config)).not.toContain("storage-");
  });
});
