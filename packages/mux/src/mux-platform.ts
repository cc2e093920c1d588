import type { CallContext, EffectContext, LiveStreamHandle, StreamingPlatform } from "@hybrid-stream/spec";
import type { NewSigningKey } from "./signing-keys.js";
import type { MuxRecording } from "./stream/recordings.js";

/** The contract, and what Mux has beyond it. All throw what the contract's methods throw. */
export interface MuxPlatform extends StreamingPlatform {
  /**
   * Ends the broadcast and its recording now. The encoder is dropped after 60 seconds, and one that reconnects by itself
   * begins another recording: use it when whoever streams stops as well, else {@link MuxPlatform.disableLiveStream}.
   */
  completeBroadcast(stream: LiveStreamHandle, call: CallContext): Promise<void>;
  /** Drops the encoder at once and refuses it until {@link MuxPlatform.enableLiveStream}. */
  disableLiveStream(stream: LiveStreamHandle, call: CallContext): Promise<void>;
  enableLiveStream(stream: LiveStreamHandle, call: CallContext): Promise<void>;
  /**
   * What Mux recorded of the stream, the oldest first; also after the stream was deleted. From then on
   * `getPlaybackUrl` of this process has the newest one as variant `vod` (or `dvr`, while it goes on).
   */
  findRecordings(stream: LiveStreamHandle, call: CallContext): Promise<MuxRecording[]>;
  /** Makes a key for signed playback. Needs a token with System write. Creates another one each time. */
  createSigningKey(call: CallContext): Promise<NewSigningKey>;
  /** The ids of the environment's keys. */
  listSigningKeys(call: CallContext): Promise<string[]>;
  /** Every address that it signed stops working. */
  deleteSigningKey(id: string, call: CallContext): Promise<void>;
  findLiveStream(call: EffectContext): Promise<LiveStreamHandle | null>;
}
