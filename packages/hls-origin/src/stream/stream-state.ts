import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { replaceFile } from "../disk/write-file.js";

const stateSchema = z.object({
  version: z.literal(1),
  streamId: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)),
  namespace: z.string(),
  channelId: z.string(),
  streamIncarnation: z.int(),
  createdAt: z.string(),
  access: z.enum(["public", "signed"]),
  recording: z.boolean(),
  continuityWindowSeconds: z.number(),
  /** Which key is good. The key itself is derived and stands nowhere. */
  keyGeneration: z.int(),
  /** Whether the key of this generation was handed out. */
  keyIssued: z.boolean(),
  /** Grows only. Whole seconds. */
  targetDurationSeconds: z.int(),
  /** Recordings that ended until then are to be deleted. ISO 8601. */
  recordingsDeletedAt: z.nullable(z.string()),
  /** ISO 8601; `null` while the stream exists. What is retired stays known, so that its keys stay dead. */
  retiredAt: z.nullable(z.string()),
});

/** What survives a restart, beside the segments. Holds no secret. */
export type StreamState = z.output<typeof stateSchema>;

/** The states of all streams, one small file for each. */
export class StreamStateFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = join(directory, "state");
  }

  async save(state: StreamState): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    await replaceFile(this.#path(state.streamId), `${JSON.stringify(state)}\n`);
  }

  /** `null` when there is none, or it cannot be read. */
  load(streamId: string): Promise<StreamState | null> {
    return readState(this.#path(streamId));
  }

  async delete(streamId: string): Promise<void> {
    await rm(this.#path(streamId), { force: true });
  }

  /** Files that cannot be read are passed over and named in `unreadable`. */
  async loadAll(): Promise<{ states: StreamState[]; unreadable: string[] }> {
    const states: StreamState[] = [];
    const unreadable: string[] = [];
    const names = await readdir(this.#directory).catch(() => []);
    for (const name of names.filter((file) => file.endsWith(".json"))) {
      const state = await readState(join(this.#directory, name));
      if (state === null) unreadable.push(name);
      else states.push(state);
    }
    return { states, unreadable };
  }

  #path(streamId: string): string {
    return join(this.#directory, `${streamId}.json`);
  }
}

async function readState(path: string): Promise<StreamState | null> {
  try {
    const parsed = z.safeParse(stateSchema, JSON.parse(await readFile(path, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
