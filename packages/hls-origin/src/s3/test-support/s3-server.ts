/// <reference path="./s3rver.d.ts" />
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HybridStreamError } from "@hybrid-stream/spec";
import S3rver from "s3rver";
import { type ObjectStorage, type S3StorageOptions, s3Storage } from "../../index.js";

/** The credentials that the server accepts. */
export const s3Credentials = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };

const cors = `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>`;

/** A real S3 server in this process that everybody may read from. */
export interface S3Server {
  readonly options: S3StorageOptions;
  /** What viewers reach the bucket's root under. */
  readonly publicUrl: string;
  readonly objects: ObjectStorage;
  /** The keys that are there, in order. */
  keys(prefix?: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), "s3-server-"));
  const server = new S3rver({
    ...{ address: "127.0.0.1", port: 0, silent: true, directory, vhostBuckets: false },
    configureBuckets: [{ name: "live", configs: [cors] }],
  });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const options = { endpoint, bucket: "live", ...s3Credentials };
  const objects = s3Storage(options);
  return {
    options,
    publicUrl: `${endpoint}/live`,
    objects,
    keys: async (prefix = "") => {
      const signal = AbortSignal.timeout(10_000);
      for (;;) {
        // The server answers 500 when an object is deleted while it lists.
        const found = await objects.list(prefix, signal).catch((thrown: unknown) => {
          if (HybridStreamError.isInstance(thrown) && thrown.code === "vendor-unavailable") return null;
          throw thrown;
        });
        if (found !== null) return found.map(({ key }) => key).sort();
      }
    },
    close: async () => {
      const closed = server.close();
      server.httpServer.closeAllConnections();
      await closed;
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
