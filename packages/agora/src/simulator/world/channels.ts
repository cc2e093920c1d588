/** A host of a simulated channel. */
export interface SimulatedPublisher {
  readonly uid: number;
  /** What the host encodes with. Raw converters carry only `h264` and `h265`. */
  readonly codec: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly framesPerSecond: number;
  readonly videoKbps: number;
}

/** A channel's profile: who counts as a host. */
export type ChannelProfile = "live" | "communication";

interface Channel {
  publishers: readonly SimulatedPublisher[];
  audience: number;
  profile: ChannelProfile;
}

const defaults = { codec: "h264", width: 1280, height: 720, framesPerSecond: 30, videoKbps: 2_500 };
const empty: Channel = { publishers: [], audience: 0, profile: "live" };

/** Who is in which channel. */
export class Channels {
  readonly #channels = new Map<string, Channel>();
  readonly #listeners = new Set<(channel: string) => void>();

  publishers(name: string): readonly SimulatedPublisher[] {
    return this.#of(name).publishers;
  }

  setPublishers(name: string, publishers: readonly PublisherSetup[]): void {
    this.#set(name, { publishers: publishers.map((publisher) => ({ ...defaults, ...publisher })) });
  }

  audience(name: string): number {
    return this.#of(name).audience;
  }

  setAudience(name: string, count: number): void {
    this.#set(name, { audience: count });
  }

  profile(name: string): ChannelProfile {
    return this.#of(name).profile;
  }

  setProfile(name: string, profile: ChannelProfile): void {
    this.#set(name, { profile });
  }

  /** Calls with the channel's name at every change. */
  onChange(listener: (channel: string) => void): void {
    this.#listeners.add(listener);
  }

  #of(name: string): Channel {
    return this.#channels.get(name) ?? empty;
  }

  #set(name: string, change: Partial<Channel>): void {
    this.#channels.set(name, { ...this.#of(name), ...change });
    for (const listener of this.#listeners) listener(name);
  }
}

/** A host, with what is not said left at H.264, 1280x720, 30 frames, 2,500 kbit/s. */
export type PublisherSetup = Pick<SimulatedPublisher, "uid"> & Partial<SimulatedPublisher>;
