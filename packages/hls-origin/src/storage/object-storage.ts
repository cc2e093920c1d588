/** An object to store. */
export interface NewObject {
  readonly key: string;
  readonly body: Uint8Array;
  /** Stored with the object, and sent with it to whoever gets it. */
  readonly contentType: string;
  readonly cacheControl: string;
}

/** An object as a listing shows it. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** `null` when the storage does not tell. */
  readonly modifiedAt: Date | null;
}

/**
 * A bucket. The origin needs these three requests and nothing else: implement it for a storage that does not speak S3.
 *
 * Each call is one attempt: the origin paces, repeats and gives up by itself. Each throws a `HybridStreamError`, of which
 * `retryAfterMs` is respected, and whose message holds no credentials.
 */
export interface ObjectStorage {
  /** Stores the object as a whole, or not at all: a reader sees the old one or the new one. */
  put(object: NewObject, signal: AbortSignal): Promise<void>;
  /** Deletes the object. One that is not there is no error. */
  delete(key: string, signal: AbortSignal): Promise<void>;
  /** Everything of which the key begins with `prefix`. */
  list(prefix: string, signal: AbortSignal): Promise<StoredObject[]>;
}
