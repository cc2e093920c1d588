import { sourceRendition } from "./packager/rendition.js";
import type { Settings } from "./settings.js";
import type { JournalEntry } from "./stream/journal-entry.js";

/**
 * Numbers that no earlier life of a stream has had, though nobody remembers it: the seconds since 1970. A segment is a
 * second long at least, so they are never overtaken. Names in a bucket are then new, which caches rely on, and players
 * see numbers that grow.
 */
export function numbersFromTime({ clock, ladder }: Pick<Settings, "clock" | "ladder">): JournalEntry[] {
  const first = Math.floor(clock.now().getTime() / 1000);
  const nextSequence = Object.fromEntries([sourceRendition, ...ladder].map((name) => [name, first]));
  return [{ kind: "base", publishes: first, nextDiscontinuity: first, nextSequence }];
}
