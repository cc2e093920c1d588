import * as z from "zod/mini";

const segmentSchema = z.object({
  sequence: z.int(),
  discontinuity: z.int(),
  broadcastId: z.string(),
  file: z.string(),
  initFile: z.nullable(z.string()),
  seconds: z.number(),
  bytes: z.number(),
  startsAt: z.number(),
});

const entrySchema = z.discriminatedUnion("kind", [
  /** Where the numbers stand; the first line after the journal was rewritten. */
  z.object({
    kind: z.literal("base"),
    publishes: z.int(),
    nextDiscontinuity: z.int(),
    nextSequence: z.record(z.string(), z.int()),
  }),
  z.object({
    kind: z.literal("publish"),
    publish: z.int(),
    broadcastId: z.string(),
    /** Names of the ladder's steps that the broadcast has. */
    steps: z.array(z.string()),
    /** Milliseconds since 1970. */
    at: z.number(),
  }),
  /** What a rendition of a broadcast holds, as its latest publish has it. */
  z.object({
    kind: z.literal("rendition"),
    broadcastId: z.string(),
    rendition: z.string(),
    codecs: z.nullable(z.string()),
    width: z.nullable(z.int()),
    height: z.nullable(z.int()),
  }),
  z.object({ kind: z.literal("segment"), rendition: z.string(), segment: segmentSchema }),
  z.object({ kind: z.literal("broadcast-ended"), broadcastId: z.string(), at: z.number() }),
]);

/** One line of a stream's journal: what happened to its media, in order. */
export type JournalEntry = z.output<typeof entrySchema>;

/** Reads a journal. A line that a crash cut off is passed over. */
export function parseJournal(text: string): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    try {
      const parsed = z.safeParse(entrySchema, JSON.parse(line));
      if (parsed.success) entries.push(parsed.data);
    } catch {
      // Cut off in the middle of a line.
    }
  }
  return entries;
}

export function formatJournal(entries: readonly JournalEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}
