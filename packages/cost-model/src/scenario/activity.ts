import { divideUp } from "../money/divide.js";
import { isRtc } from "./architecture.js";
import type { Resolution } from "./resolution.js";
import type { CompleteScenario } from "./scenario.js";

/** What happened with one picture size: integrals over time. Estimates make it up, meters measure it. */
export interface Activity {
  readonly resolution: Resolution;
  readonly hosts: number;
  /** While the show was on. Milliseconds, as all times here. */
  readonly liveTime: bigint;
  /** While a relay ran, from its start on; without a relay, while an encoder pushed. */
  readonly relayTime: bigint;
  /** Time of the viewers on RTC, added up over viewers. */
  readonly rtcViewerTime: bigint;
  /** Time that HLS players loaded, added up over viewers. */
  readonly hlsViewerTime: bigint;
  /** Bits that HLS players loaded. */
  readonly hlsBits: bigint;
  /** HTTP requests of HLS players. */
  readonly hlsRequests: bigint;
  /** The most HLS viewers at one moment. */
  readonly peakHlsViewers: bigint;
}

/** Milliseconds, to the nearest. */
function milliseconds(value: number, unit: number): bigint {
  return BigInt(Math.round(value * unit));
}

const million = 1_000_000n;

/** The requests of players in `viewerTime`: a segment and a playlist for every segment's length. */
export function requestsIn(viewerTime: bigint, segmentSeconds: number): bigint {
  return divideUp(viewerTime * 2n, milliseconds(segmentSeconds, 1000));
}

/** What a scenario's month consists of. */
export function activityOf(scenario: CompleteScenario): Activity {
  const { architecture, resolution, hosts, viewers, interactiveViewers } = scenario;
  const liveTime = milliseconds(scenario.hours, 3_600_000);
  const onRtc = isRtc(architecture.platform);
  const share = BigInt(Math.round(scenario.watchShare * 1_000_000));
  const rtcViewers = BigInt(onRtc ? viewers : interactiveViewers);
  const hlsViewers = BigInt(onRtc ? 0 : viewers - interactiveViewers);
  const watched = (hlsViewers * liveTime * share) / million;
  const sessionTime = milliseconds(scenario.sessionMinutes, 60_000);
  const loaded = watched + (watched * milliseconds(scenario.bufferSeconds, 1000)) / sessionTime;
  return {
    resolution,
    hosts,
    liveTime,
    relayTime: onRtc ? 0n : liveTime,
    rtcViewerTime: (rtcViewers * liveTime * share) / million,
    hlsViewerTime: loaded,
    hlsBits: loaded * BigInt(scenario.bitrateKbps),
    hlsRequests: requestsIn(loaded, scenario.segmentSeconds),
    peakHlsViewers: hlsViewers,
  };
}
