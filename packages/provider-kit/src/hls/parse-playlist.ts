/** What a media playlist says about its segments. */
export interface MediaPlaylist {
  readonly kind: "media";
  /** EXT-X-MEDIA-SEQUENCE: the number of the first segment listed. */
  readonly mediaSequence: number;
  readonly segmentCount: number;
  /** Number of the last segment; `null` when there is none. */
  readonly lastSegment: number | null;
  readonly targetDurationSeconds: number;
  /** EXT-X-ENDLIST stands in it. */
  readonly ended: boolean;
  /** When the last segment begins, given or counted on from an earlier one; `null` when not told. */
  readonly programDateTime: Date | null;
}

/** A list of variants, in the playlist's order. */
export interface MultivariantPlaylist {
  readonly kind: "multivariant";
  readonly variants: readonly string[];
}

/** Not a playlist, or one that cannot be counted. */
export interface InvalidPlaylist {
  readonly kind: "invalid";
  readonly reason: string;
}

const segmentDurationTag = "#EXTINF:";

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Reads the tags of a media playlist one after another. */
class MediaPlaylistReader {
  #mediaSequence = 0;
  #count = 0;
  #target: number | null = null;
  #longest = 0;
  #duration = 0;
  #ended = false;
  #nextStartsAt: number | null = null;
  #lastStartsAt: number | null = null;

  /** @returns a reason when the line makes the whole playlist useless. */
  read(line: string): string | null {
    if (line === "") return null;
    if (!line.startsWith("#")) this.#segment();
    else if (line.startsWith(segmentDurationTag)) this.#readDuration(line);
    else if (line === "#EXT-X-ENDLIST") this.#ended = true;
    // The time line may jump here; the numbers go on.
    else if (line === "#EXT-X-DISCONTINUITY") this.#nextStartsAt = null;
    else return this.#readValueTag(line);
    return null;
  }

  result(): MediaPlaylist {
    return {
      kind: "media",
      mediaSequence: this.#mediaSequence,
      segmentCount: this.#count,
      // RFC 8216 section 3 numbers segments one by one, through discontinuities. EXT-X-DISCONTINUITY-SEQUENCE counts
      // discontinuities that left the playlist, not segments, so it is never added.
      lastSegment: this.#count === 0 ? null : this.#mediaSequence + this.#count - 1,
      targetDurationSeconds: this.#target ?? Math.ceil(this.#longest),
      ended: this.#ended,
      programDateTime: this.#lastStartsAt === null ? null : new Date(this.#lastStartsAt),
    };
  }

  #segment(): void {
    this.#count += 1;
    this.#lastStartsAt = this.#nextStartsAt;
    if (this.#nextStartsAt !== null) this.#nextStartsAt = validTime(this.#nextStartsAt + this.#duration * 1000);
    this.#duration = 0;
  }

  #readDuration(line: string): void {
    const seconds = Number.parseFloat(line.slice(segmentDurationTag.length));
    this.#duration = Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
    this.#longest = Math.max(this.#longest, this.#duration);
  }

  #readValueTag(line: string): string | null {
    const colon = line.indexOf(":");
    if (colon < 0) return null;
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon)) {
      case "#EXT-X-MEDIA-SEQUENCE": {
        const sequence = wholeNumber(value);
        if (sequence === null) return "EXT-X-MEDIA-SEQUENCE is not a whole number";
        this.#mediaSequence = sequence;
        return null;
      }
      case "#EXT-X-TARGETDURATION": {
        const seconds = Number.parseFloat(value);
        this.#target = Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
        return null;
      }
      case "#EXT-X-PROGRAM-DATE-TIME":
        this.#nextStartsAt = validTime(Date.parse(value));
        return null;
      case "#EXT-X-SKIP": {
        // A delta update leaves out segments that still have numbers. Parts (EXT-X-PART) have none of their own.
        this.#count += wholeNumber(/SKIPPED-SEGMENTS=(\d+)/.exec(value)?.[1] ?? "0") ?? 0;
        return null;
      }
      default:
        return null;
    }
  }
}

/** `null` for what a Date cannot hold. */
function validTime(milliseconds: number): number | null {
  return Number.isNaN(new Date(milliseconds).getTime()) ? null : milliseconds;
}

/** Reads an HLS playlist (RFC 8216). Pure; any text is answered and none throws. */
export function parsePlaylist(text: string): MediaPlaylist | MultivariantPlaylist | InvalidPlaylist {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  if (lines[0]?.trimEnd() !== "#EXTM3U") return { kind: "invalid", reason: "it does not begin with #EXTM3U" };
  const media = new MediaPlaylistReader();
  const variants: string[] = [];
  let multivariant = false;
  let variantIsNext = false;
  for (const raw of lines) {
    const line = raw.trim();
    if (line.startsWith("#EXT-X-STREAM-INF:") || line.startsWith("#EXT-X-I-FRAME-STREAM-INF:")) multivariant = true;
    if (line.startsWith("#EXT-X-STREAM-INF:")) variantIsNext = true;
    else if (variantIsNext && line !== "" && !line.startsWith("#")) {
      variants.push(line);
      variantIsNext = false;
    } else {
      const reason = media.read(line);
      if (reason !== null) return { kind: "invalid", reason };
    }
  }
  return multivariant ? { kind: "multivariant", variants } : media.result();
}
