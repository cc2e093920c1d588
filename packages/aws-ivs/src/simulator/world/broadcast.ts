/** Who broadcasts: a connection of the simulator's own, or the publisher of an ingest plane. */
export interface Connection {
  /** Where it comes from: another address is refused while a session is held. */
  readonly address: string;
  readonly priority: number;
  /** The key that it came with. */
  readonly key: string;
  cut(): void;
}

/** A session, from the encoder's coming to its end. */
export interface Broadcast {
  readonly streamId: string;
  readonly startTime: Date;
  /** `null`: the encoder is silent, and the session is held. */
  connection: Connection | null;
  lastAddress: string;
  priority: number;
  takeovers: number;
  /** Told to stop. */
  isStopping: boolean;
  isWatchable: boolean;
  recordingPrefix: string | null;
  endTimer: (() => void) | null;
}
