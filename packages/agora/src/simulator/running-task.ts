import { fingerprint, redactUrl } from "@hybrid-stream/provider-kit";
import type { Recording } from "./cloud-recording/recording.js";
import type { Converter } from "./media-push/converter.js";

/** A task that costs money now. No secret is in it. */
export interface RunningTask {
  readonly product: "media-push" | "cloud-recording";
  /** The converter's id, or the recording's `sid`. */
  readonly id: string;
  /** The channel of a converter, the `cname` of a recording. */
  readonly channel: string;
  /** The converter's name, or the recording's `uid`. */
  readonly name: string;
  /** `connecting`, `running`, `failed`, or a recording's status number. */
  readonly state: string | number;
  /** Whether media moves to the destination, or would with a media plane. */
  readonly pushing: boolean;
  /** Where it pushes, without the stream key; `null` when it pushes nowhere. */
  readonly destination: string | null;
  /** Tells destinations apart without telling their keys; `null` as above. */
  readonly destinationFingerprint: string | null;
  /** It is being moved, and the API does not know it meanwhile. */
  readonly migrating: boolean;
  readonly startedAt: Date;
}

const destinationOf = (rtmpUrl: string | null): Pick<RunningTask, "destination" | "destinationFingerprint"> => ({
  destination: rtmpUrl === null ? null : redactUrl(rtmpUrl),
  destinationFingerprint: rtmpUrl === null ? null : fingerprint(rtmpUrl),
});

export function taskOfConverter(converter: Converter): RunningTask {
  const { id, channel, name, state, pushing, migrating, createdAt: startedAt } = converter;
  const destination = destinationOf(converter.configuration.settings.rtmpUrl);
  return { product: "media-push", id, channel, name, state, pushing, ...destination, migrating, startedAt };
}

export function taskOfRecording(recording: Recording): RunningTask {
  const { sid, resource, status, pushing, migrating, startedAt, rtmpUrl } = recording;
  return {
    product: "cloud-recording",
    id: sid,
    channel: resource.cname,
    name: resource.uid,
    state: status,
    pushing,
    ...destinationOf(rtmpUrl),
    migrating,
    startedAt,
  };
}
