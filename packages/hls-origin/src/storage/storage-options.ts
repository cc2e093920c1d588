import { HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { ObjectStorage } from "./object-storage.js";

/** The origin keeps segments and playlists in a bucket, which viewers or a CDN read. */
export interface StorageOptions {
  /** The bucket: `s3Storage({ ... })`, or one of your own. */
  readonly objects: ObjectStorage;
  /** Where viewers reach the bucket's root, or the CDN before it: `https://media.example.com`. */
  readonly publicUrl: string;
  /**
   * What every key begins with. Default `live/`. It belongs to this origin alone: what stands there and is not the
   * origin's is deleted, recordings excepted.
   */
  readonly prefix?: string;
  /**
   * When the storage is further behind than this, the oldest segments that are not sent are dropped, and viewers see a
   * discontinuity. Seconds, default 20.
   */
  readonly maxLagSeconds?: number;
  /** The same by size, for one stream. Bytes, default 64 MiB. They wait on the disk, not in memory. */
  readonly maxUnsentBytes?: number;
  /** For one request. Milliseconds, default 10,000. */
  readonly requestTimeoutMs?: number;
  /** At the same time, over all streams; as many segments are in memory at most. Default 16. */
  readonly maxRequests?: number;
}

const count = z.int().check(z.minimum(1));
const methods = ["put", "delete", "list"];

const isObjectStorage = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  methods.every((method) => typeof Reflect.get(value, method) === "function");

/** The shape of `StorageOptions`. */
export const storageSchema = z.strictObject({
  objects: z.custom<ObjectStorage>(isObjectStorage, "must be s3Storage({ ... }), or have put, delete and list"),
  publicUrl: z.string().check(z.regex(/^https?:\/\/[^\s?#]+$/)),
  prefix: z._default(z.string().check(z.regex(/^(?:[a-z0-9-]{1,64}\/){1,8}$/)), "live/"),
  maxLagSeconds: z._default(z.number().check(z.minimum(4)), 20),
  maxUnsentBytes: z._default(z.int().check(z.minimum(1024 * 1024)), 64 * 1024 * 1024),
  requestTimeoutMs: z._default(count, 10_000),
  maxRequests: z._default(count, 16),
});

/** The options with every default filled in. */
export type StorageSettings = z.output<typeof storageSchema>;

/** @throws `invalid-options` when the options want viewers served twice. */
export function readStorage(storage: StorageOptions | undefined, http: unknown): StorageSettings | null {
  if (storage === undefined) return null;
  if (http !== undefined) {
    throw new HybridStreamError({
      code: "invalid-options",
      message: "hlsOrigin(): with storage viewers are served by the bucket or its CDN. Leave http out.",
      field: "http",
    });
  }
  const settings = z.parse(storageSchema, storage);
  return { ...settings, publicUrl: settings.publicUrl.replace(/\/+$/, "") };
}
