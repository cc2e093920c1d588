import * as z from "zod/mini";
import type { Settings } from "../settings.js";

const path = z.string().check(
  z.regex(/^[\w./-]{1,200}$/),
  z.refine((value) => !value.includes("..")),
);
const metadata = z.object({ media: z.object({ hls: z.object({ path, playlist: path }) }) });
const timeoutMs = 5000;
const mostBytes = 256 * 1024;

/**
 * The playlist of a recording. AWS wants it found through the metadata file of the recording, never by a fixed path.
 * `null` when the bucket is not published, or the file is not (yet) there or not understood.
 */
export async function findPlaylist(
  { recordingsUrl, fetch }: Pick<Settings, "recordingsUrl" | "fetch">,
  prefix: string,
): Promise<string | null> {
  if (recordingsUrl === undefined || !path.safeParse(prefix).success) return null;
  const base = `${recordingsUrl}/${prefix.replace(/^\/+|\/+$/g, "")}`;
  try {
    const response = await fetch(`${base}/events/recording-ended.json`, { signal: AbortSignal.timeout(timeoutMs) });
    const text = response.ok ? await response.text() : "";
    if (text.length > mostBytes) return null;
    const { media } = z.parse(metadata, JSON.parse(text));
    return `${base}/${media.hls.path}/${media.hls.playlist}`;
  } catch {
    return null;
  }
}
