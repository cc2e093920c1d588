import type { Assets } from "./api/assets.js";
import type { LiveStreams } from "./api/live-streams.js";
import type { MuxClient } from "./api/mux-client.js";
import type { MuxSettings } from "./options.js";
import type { Broadcasts } from "./stream/broadcasts.js";
import type { KeyedQueue } from "./stream/keyed-queue.js";
import type { StreamFinder } from "./stream/stream-finder.js";
import type { ViewerNumbers } from "./stream/viewer-numbers.js";

/** What all operations of the platform work with. */
export interface MuxContext {
  readonly provider: string;
  readonly settings: MuxSettings;
  readonly client: MuxClient;
  readonly liveStreams: LiveStreams;
  readonly assets: Assets;
  readonly finder: StreamFinder;
  readonly creations: KeyedQueue;
  readonly broadcasts: Broadcasts;
  readonly viewers: ViewerNumbers | null;
}
