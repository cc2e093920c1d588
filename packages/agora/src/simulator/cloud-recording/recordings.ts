import type { Channels } from "../world/channels.js";
import type { Recording, RecordingEnvironment, RecordingMode } from "./recording.js";

/** All recordings whose recorder has not left. */
export class Recordings {
  readonly environment: RecordingEnvironment;
  readonly #recordings = new Map<string, Recording>();

  constructor(environment: Omit<RecordingEnvironment, "onGone">) {
    this.environment = { ...environment, onGone: ({ sid }) => this.#recordings.delete(sid) };
    this.#follow(environment.channels);
  }

  /** In the order of their start. */
  all(): Recording[] {
    return [...this.#recordings.values()];
  }

  /** Also a migrating one. */
  get(sid: string): Recording | undefined {
    return this.#recordings.get(sid);
  }

  add(recording: Recording): void {
    this.#recordings.set(recording.sid, recording);
  }

  count(kind: "web" | "channel"): number {
    return this.all().filter(({ mode }) => (mode === "web") === (kind === "web")).length;
  }

  isTaken({ cname, uid }: { readonly cname: string; readonly uid: string }): boolean {
    return this.all().some(({ resource }) => resource.cname === cname && resource.uid === uid);
  }

  /** The one that a call names; a moving one is found by none. */
  find(names: { readonly sid: string; readonly resourceId: string; readonly mode: RecordingMode }): Recording | null {
    const recording = this.#recordings.get(names.sid);
    if (!recording || recording.migrating || recording.beyondReach) return null;
    return recording.mode === names.mode && recording.resource.id === names.resourceId ? recording : null;
  }

  async close(): Promise<void> {
    const all = this.all();
    this.#recordings.clear();
    await Promise.all(all.map((recording) => recording.close()));
  }

  #follow(channels: Channels): void {
    channels.onChange((channel) => {
      for (const recording of this.all()) if (recording.resource.cname === channel) recording.refresh();
    });
  }
}
