const contentTypes: Record<string, string> = {
  m3u8: "application/vnd.apple.mpegurl",
  mp4: "video/mp4",
  m4s: "video/iso.segment",
  ts: "video/mp2t",
};

export function contentTypeOf(file: string): string {
  return contentTypes[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
}

/** Names of segments are never used again, so a cache may keep them for ever. */
export const segmentCacheControl = "public, max-age=31536000, immutable";
export const livePlaylistCacheControl = "public, max-age=1";
export const recordingCacheControl = "public, max-age=3600";

/** Whether a file is the playlist that players open: it names other playlists. */
export function isEntryPlaylist(file: string): boolean {
  return /^(?:index|dvr|recording)/.test(file);
}
