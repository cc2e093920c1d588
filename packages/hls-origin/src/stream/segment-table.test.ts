import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatJournal, type JournalEntry, parseJournal } from "./journal-entry.js";
import { SegmentTable } from "./segment-table.js";

/** What a stream may live through. */
const event = fc.oneof(
  { weight: 6, arbitrary: fc.constant("segment" as const) },
  { weight: 2, arbitrary: fc.constant("reconnect" as const) },
  { weight: 1, arbitrary: fc.constant("new-broadcast" as const) },
  { weight: 2, arbitrary: fc.constant("slide" as const) },
  { weight: 1, arbitrary: fc.constant("rewrite" as const) },
);

interface Life {
  readonly table: SegmentTable;
  /** What a crash would leave on the disk. */
  journal: string;
  /** Sequence numbers in the order in which they were given. */
  readonly given: number[];
}

function record(life: Life, entry: JournalEntry): void {
  life.table.apply(entry);
  life.journal += formatJournal([entry]);
}

function beginPublish(life: Life, broadcastId: string): void {
  const { publishes } = life.table;
  record(life, { kind: "publish", publish: publishes, broadcastId, steps: [], at: publishes });
}

function addSegment(life: Life): void {
  const { table } = life;
  const sequence = table.nextSequence("source");
  const publish = table.publishes - 1;
  life.given.push(sequence);
  const segment = {
    ...{ sequence, discontinuity: publish, broadcastId: table.current?.id ?? "", seconds: 2, bytes: 10 },
    ...{ file: `p${publish}/source/${sequence}.m4s`, initFile: `p${publish}/source/init.mp4`, startsAt: sequence },
  };
  record(life, { kind: "segment", rendition: "source", segment });
}

function happen(life: Life, what: "segment" | "reconnect" | "new-broadcast" | "slide" | "rewrite"): void {
  const { table } = life;
  const current = table.current?.id ?? "";
  if (what === "segment") addSegment(life);
  else if (what === "reconnect") beginPublish(life, current);
  else if (what === "slide") table.remove("source", ({ sequence }) => sequence < table.nextSequence("source") - 3);
  else if (what === "rewrite") life.journal = formatJournal(table.snapshot());
  else {
    record(life, { kind: "broadcast-ended", broadcastId: current, at: 1 });
    beginPublish(life, `b${table.publishes}`);
  }
}

const replay = (journal: string): SegmentTable => {
  const table = new SegmentTable();
  for (const entry of parseJournal(journal)) table.apply(entry);
  return table;
};

describe("the segment table", () => {
  it("comes back from its journal with the same numbers, whatever happened", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const life: Life = { table: new SegmentTable(), journal: "", given: [] };
        beginPublish(life, "b0");
        for (const what of events) happen(life, what);
        const { table } = life;
        expect(life.given).toEqual(life.given.map((_, index) => index));
        const again = replay(life.journal);
        expect(again.nextSequence("source")).toBe(table.nextSequence("source"));
        expect(again.nextDiscontinuity).toBe(table.nextDiscontinuity);
        expect(again.publishes).toBe(table.publishes);
        expect(again.current).toEqual(table.current);
        // What slid out since the journal was rewritten is still in it; the files on disk decide then.
        expect(again.segments("source").slice(-table.segments("source").length || Infinity)).toEqual(
          table.segments("source"),
        );
      }),
    );
  });

  it("finds exactly the files that it lists", () => {
    const life: Life = { table: new SegmentTable(), journal: "", given: [] };
    beginPublish(life, "b0");
    addSegment(life);
    addSegment(life);
    const { table } = life;
    expect(table.find("p0/source/0.m4s")).toMatchObject({ sequence: 0 });
    expect(table.find("p0/source/init.mp4")).toBe("init");
    expect(table.bytes).toBe(20);
    table.remove("source", ({ sequence }) => sequence === 0);
    expect(table.find("p0/source/0.m4s")).toBeNull();
    expect(table.find("p0/source/init.mp4")).toBe("init");
    table.remove("source", () => true);
    expect(table.find("p0/source/init.mp4")).toBeNull();
    expect(table.bytes).toBe(0);
  });

  it("reads on past a line that a crash cut off", () => {
    const life: Life = { table: new SegmentTable(), journal: "", given: [] };
    beginPublish(life, "b0");
    addSegment(life);
    const whole = life.journal;
    addSegment(life);
    const cut = life.journal.slice(0, whole.length + 20);
    expect(replay(cut).nextSequence("source")).toBe(1);
    expect(replay(`${cut}\nnot json\n{"kind":"unknown"}\n`).nextSequence("source")).toBe(1);
  });
});
