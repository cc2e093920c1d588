import { createHash } from "node:crypto";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { NewObject, ObjectStorage, StoredObject } from "../storage/object-storage.js";
import { parseListPage } from "./list-page.js";
import { s3Error, transportError } from "./s3-errors.js";
import { readS3Options, type S3Settings, type S3StorageOptions } from "./s3-options.js";

/** A listing of a thousand objects is about 300 kB. */
const maxAnswerBytes = 4 * 1024 * 1024;

/**
 * A bucket of R2, S3, Bunny, MinIO or any other storage that speaks S3. Needs the package `aws4fetch`.
 *
 * @throws `invalid-options` with `field`. Its requests throw `invalid-options` without `aws4fetch`, `unauthorized`,
 * `forbidden`, `not-found`, `rate-limited`, `vendor-unavailable`, `network-unreachable`, `connection-lost`,
 * `request-rejected`, `unexpected-response`.
 */
export function s3Storage(options: S3StorageOptions): ObjectStorage {
  return new S3Storage(readS3Options(options));
}

interface S3Request {
  readonly method: "GET" | "PUT" | "DELETE";
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
}

class S3Storage implements ObjectStorage {
  readonly #settings: S3Settings;

  constructor(settings: S3Settings) {
    this.#settings = settings;
  }

  async put({ key, body, contentType, cacheControl }: NewObject, signal: AbortSignal): Promise<void> {
    const headers = { "Content-Type": contentType, "Cache-Control": cacheControl };
    await this.#request({ method: "PUT", key, body, headers, signal });
  }

  async delete(key: string, signal: AbortSignal): Promise<void> {
    await this.#request({ method: "DELETE", key, signal }).catch((thrown: unknown) => {
      // Some answer 404 where S3 says 204. A bucket that is not there shows with the next put.
      if (!(HybridStreamError.isInstance(thrown) && thrown.code === "not-found")) throw thrown;
    });
  }

  async list(prefix: string, signal: AbortSignal): Promise<StoredObject[]> {
    const objects: StoredObject[] = [];
    let token: string | null = null;
    do {
      const more: Record<string, string> = token === null ? {} : { "continuation-token": token };
      const query = { "list-type": "2", prefix, ...more };
      const page = parseListPage(await this.#request({ method: "GET", key: "", query, signal }));
      objects.push(...page.objects);
      token = page.continuationToken;
    } while (token !== null);
    return objects;
  }

  async #request(request: S3Request): Promise<string> {
    const { url, headers } = await this.#sign(request);
    let response: Response;
    let text: string;
    try {
      response = await this.#settings.fetch(url, {
        method: request.method,
        headers,
        redirect: "manual",
        signal: request.signal,
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      text = await readText(response);
    } catch (thrown) {
      throw HybridStreamError.isInstance(thrown) ? thrown : transportError(thrown);
    }
    if (response.status < 200 || response.status > 299) throw s3Error(response, text);
    return text;
  }

  async #sign({ method, key, query, headers, body }: S3Request): Promise<{ url: string; headers: Headers }> {
    const { bucketUrl, region, accessKeyId, secretAccessKey, sessionToken } = this.#settings;
    const { AwsV4Signer } = await loadSigner();
    const url = new URL(`${bucketUrl}${key}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers: {
        ...headers,
        "X-Amz-Content-Sha256": createHash("sha256")
          .update(body ?? "")
          .digest("hex"),
      },
      accessKeyId: accessKeyId.reveal(),
      secretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken === null ? {} : { sessionToken: sessionToken.reveal() }),
      service: "s3",
      region,
    });
    const signed = await signer.sign();
    return { url: signed.url.href, headers: signed.headers };
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) {
      throw new HybridStreamError({ code: "unexpected-response", message: "The storage's answer is too large." });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function loadSigner(): Promise<typeof import("aws4fetch")> {
  try {
    return await import("aws4fetch");
  } catch (cause) {
    throw new HybridStreamError({
      code: "invalid-options",
      message:
        "The package aws4fetch, which signs requests to the storage, is not installed. Run: npm install aws4fetch",
      field: "storage.objects",
      cause,
    });
  }
}
