const windowSegments = 6;

function playlist(first: number, count: number, segmentMs: number, isOver: boolean): string {
  const seconds = segmentMs / 1000;
  const lines = ["#EXTM3U", "#EXT-X-VERSION:6", `#EXT-X-TARGETDURATION:${Math.ceil(seconds)}`];
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${first}`);
  for (let index = first; index < first + count; index += 1) {
    lines.push(`#EXTINF:${seconds.toFixed(3)},`, `seg_${index}.ts`);
  }
  if (isOver) lines.push("#EXT-X-ENDLIST");
  return `${lines.join("\n")}\n`;
}

/** A live playlist that goes on with time; its segments do not exist. `null` until there is a first one. */
export function livePlaylist(connectedAt: Date, now: Date, segmentMs: number): string | null {
  const finished = Math.floor((now.getTime() - connectedAt.getTime()) / segmentMs);
  if (finished < 1) return null;
  const first = Math.max(0, finished - windowSegments);
  return playlist(first, finished - first, segmentMs, false);
}

/** The playlist of a recording; its segments do not exist. */
export function recordedPlaylist(mediaMs: number, segmentMs: number): string {
  return playlist(0, Math.max(1, Math.ceil(mediaMs / segmentMs)), segmentMs, true);
}
