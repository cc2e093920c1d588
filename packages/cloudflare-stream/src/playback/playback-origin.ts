import { HybridStreamError } from "@hybrid-stream/spec";
import type { LiveInput } from "../live-inputs/live-input.js";

const hostPattern = /^customer-([a-z0-9]+)\.cloudflarestream\.com$/i;

function codeOf(address: string | null | undefined): string | null {
  if (!address || !URL.canParse(address)) return null;
  return hostPattern.exec(new URL(address).hostname)?.[1]?.toLowerCase() ?? null;
}

/** The account's customer code, from the addresses of a live input; `null` when none of them holds one. */
export function customerCodeIn(input: LiveInput): string | null {
  // The WHIP addresses are secrets as a whole, but their host is not.
  const { playback, webRTCPlayback, webRTC } = input;
  return codeOf(playback?.hls) ?? codeOf(webRTCPlayback?.url.reveal()) ?? codeOf(webRTC?.url.reveal());
}

/** Where viewers reach this account: `https://customer-<code>.cloudflarestream.com`. */
export class PlaybackOrigin {
  readonly #provider: string;
  readonly #fixed: string | null;
  readonly #configured: string | null;
  #learned: string | null = null;

  constructor(settings: {
    readonly id: string;
    readonly customerCode: string | null;
    readonly playbackBaseUrl: string | null;
  }) {
    this.#provider = settings.id;
    this.#fixed = settings.playbackBaseUrl;
    this.#configured = settings.customerCode?.toLowerCase() ?? null;
  }

  /** The code as far as it is known. */
  get code(): string | null {
    return this.#configured ?? this.#learned;
  }

  /** @throws `invalid-options` when the configured code is another one than the account's. */
  learn(code: string | null): void {
    if (code === null) return;
    if (this.#configured !== null && this.#configured !== code) {
      throw new HybridStreamError({
        code: "invalid-options",
        provider: this.#provider,
        field: "customerCode",
        message: `Option "customerCode" is not this account's: Cloudflare answers "${code}". Correct or remove it.`,
      });
    }
    this.note(code);
  }

  /** Takes it as it is: for those who only look. */
  note(code: string | null): void {
    if (code !== null) this.#learned = code;
  }

  /** @throws `playback-not-ready` when the code is known from nowhere. */
  url(code: string | null = this.code): string {
    if (this.#fixed !== null) return this.#fixed;
    const known = code ?? this.code;
    if (known !== null) return `https://customer-${known}.cloudflarestream.com`;
    throw new HybridStreamError({
      code: "playback-not-ready",
      provider: this.#provider,
      field: "customerCode",
      message: "The account's customer code is not known yet: set customerCode, or read the live stream once.",
    });
  }
}
