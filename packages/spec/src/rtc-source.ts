import type { CallContext } from "./call-context.js";
import type { ChannelSource } from "./channel-source.js";
import type { Presence, ViewerCount } from "./measure.js";
import type { Provider } from "./provider.js";

/** Somebody who publishes into the RTC channel. */
export interface RtcHost {
  uid: number;
  /** `null` when the RTC side does not tell: then a relay must not pass the media through. */
  videoCodec: string | null;
}

/** What the RTC side knows about a channel now. */
export interface RtcObservation {
  readonly publisher: Presence;
  readonly hosts: readonly RtcHost[];
  /** Viewers on RTC; `null` when it cannot be told. */
  readonly audience: ViewerCount | null;
  readonly observedAt: Date;
}

/** What one viewer needs to join by RTC. The token is for that viewer alone. */
export interface RtcGrant {
  readonly appId: string;
  readonly channel: string;
  readonly uid: number;
  readonly token: string;
  readonly expiresAt: Date;
}

/** What only the RTC side knows, and the grants that only it can issue. */
export interface RtcSource extends Provider {
  observeSource(source: ChannelSource, call: CallContext): Promise<RtcObservation>;
  issueViewerGrant(
    source: ChannelSource,
    viewer: { readonly viewerId?: string; readonly uid?: number; readonly expiresInSeconds?: number },
  ): Promise<RtcGrant>;
}
