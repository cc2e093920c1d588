import { Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type InputStatus, inputStatus } from "../status/input-status.js";

const secret = z.pipe(
  z.string(),
  z.transform((value: string) => new Secret(value)),
);
const count = z.nullish(z.number());
const flag = z.nullish(z.boolean());
const date = z.nullish(z.string());
const rtmps = z.object({ url: z.string(), streamKey: secret });
const srt = z.object({ url: z.string(), streamId: secret, passphrase: secret });
const uid = z.string().check(z.regex(/^[\w-]{1,64}$/));

/** Free values of the owner's; only ours are looked at. */
const meta = z.catch(z.record(z.string(), z.unknown()), {});

const recordingSettings = z.object({
  mode: z.nullish(z.string()),
  timeoutSeconds: count,
  requireSignedURLs: flag,
  allowedOrigins: z.nullish(z.array(z.string())),
  hideLiveViewerCount: flag,
});

/** A live input as the API answers it. New fields keep coming; they are left out, since one may be a secret. */
export const liveInputSchema = z.object({
  uid,
  created: date,
  modified: date,
  keysRotatedAt: date,
  enabled: flag,
  preferLowLatency: flag,
  deleteRecordingAfterDays: count,
  defaultCreator: z.nullish(z.string()),
  meta: z.nullish(meta),
  recording: z.nullish(recordingSettings),
  rtmps: z.nullish(rtmps),
  rtmpsPlayback: z.nullish(rtmps),
  srt: z.nullish(srt),
  srtPlayback: z.nullish(srt),
  webRTC: z.nullish(z.object({ url: secret })),
  webRTCPlayback: z.nullish(z.object({ url: secret })),
  playback: z.nullish(z.object({ hls: z.nullish(z.string()), dash: z.nullish(z.string()) })),
  status: inputStatus,
});

/** A live input. Keys, passphrases and WHIP addresses are `Secret`s. */
export type LiveInput = z.output<typeof liveInputSchema> & { readonly status: InputStatus };

const summarySchema = z.object({ uid, created: date, modified: date, enabled: flag, meta: z.nullish(meta) });

/** What a list says of a live input: no credentials, no status. */
export type LiveInputSummary = z.output<typeof summarySchema>;

/** The published shape of a list, and the bare array that has been seen as well. */
export const liveInputListSchema = z.union([
  z.object({ liveInputs: z.array(summarySchema), total: count }),
  z.pipe(
    z.array(summarySchema),
    z.transform((liveInputs) => ({ liveInputs, total: undefined })),
  ),
]);
