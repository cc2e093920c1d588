import type { StreamClient } from "./client/client-types.js";
import type { ShutInputs } from "./end/shut-inputs.js";
import type { LiveInputs } from "./live-inputs/live-inputs-api.js";
import type { PlaybackOrigin } from "./playback/playback-origin.js";
import type { PlayerHost } from "./playback/player-host.js";
import type { SigningKeys } from "./playback/signing-keys-api.js";
import type { Settings } from "./settings.js";
import type { SharedLists } from "./status/shared-lists.js";
import type { Broadcasts } from "./videos/broadcasts.js";
import type { Videos } from "./videos/videos-api.js";

/** The parts that the platform's calls work with. */
export interface PlatformContext {
  readonly settings: Settings;
  readonly client: StreamClient;
  readonly liveInputs: LiveInputs;
  readonly videos: Videos;
  readonly signingKeys: SigningKeys;
  readonly lists: SharedLists;
  readonly playerHost: PlayerHost;
  readonly origin: PlaybackOrigin;
  readonly broadcasts: Broadcasts;
  readonly shutInputs: ShutInputs;
}
