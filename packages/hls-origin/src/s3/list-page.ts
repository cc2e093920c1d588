import { HybridStreamError } from "@hybrid-stream/spec";
import type { StoredObject } from "../storage/object-storage.js";

/** One answer to ListObjectsV2. */
export interface ListPage {
  readonly objects: StoredObject[];
  /** `null`: it was the last one. */
  readonly continuationToken: string | null;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function field(xml: string, name: string): string | null {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? "") ?? null;
}

function objectOf(xml: string): StoredObject | null {
  const key = field(xml, "Key");
  const bytes = Number(field(xml, "Size"));
  if (key === null || !Number.isSafeInteger(bytes)) return null;
  const modifiedAt = new Date(field(xml, "LastModified") ?? "");
  return { key, bytes, modifiedAt: Number.isNaN(modifiedAt.getTime()) ? null : modifiedAt };
}

/** @throws `unexpected-response` for an answer that is no whole listing. */
export function parseListPage(xml: string): ListPage {
  if (!/<\/ListBucketResult>\s*$/.test(xml)) throw unexpected("is not a whole listing");
  const objects = xml.match(/<Contents>[\s\S]*?<\/Contents>/g)?.map(objectOf) ?? [];
  const isTruncated = field(xml, "IsTruncated") === "true";
  const continuationToken = field(xml, "NextContinuationToken");
  if (isTruncated && continuationToken === null) throw unexpected("goes on, but does not say where");
  return { objects: objects.filter((one) => one !== null), continuationToken: isTruncated ? continuationToken : null };
}

function unexpected(what: string): HybridStreamError {
  return new HybridStreamError({ code: "unexpected-response", message: `The storage's answer to a listing ${what}.` });
}
