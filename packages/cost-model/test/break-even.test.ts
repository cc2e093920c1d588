import { describe, expect, it } from "vitest";
import { list202611, list202611NoAllowances, seedBook } from "../src/books/index.js";
import { breakEven, type Interval, type PresetName, totalCost } from "../src/index.js";

const names = {
  ILS: "agora-only",
  BS: "agora-broadcast",
  CF: "cloudflare-stream",
  "IVS-B": "ivs-basic",
  "IVS-S": "ivs-standard",
  Mux: "mux",
  BunV: "hls-bunny",
  BunS: "hls-bunny-standard",
  CFront: "hls-cloudfront",
  "CF-flat": "hls-cloudfront-flat",
  R2: "hls-r2",
} as const satisfies Record<string, PresetName>;
type Name = keyof typeof names;

/** Intervals as the table prints them: what wins, and from where. Ties are left out, and the table begins at one viewer. */
function printed(intervals: readonly Interval[], a: Name, b: Name): string {
  const wins = intervals.filter(({ cheaper, to }) => cheaper !== "equal" && to >= 1);
  return wins.map(({ from, cheaper }) => `${cheaper === "a" ? a : b} ${from <= 1 ? 0 : from}`).join("; ");
}

/** `CF 12` in the table means: before it, the other one. */
function expected(cell: string, a: Name, b: Name): string {
  if (cell.includes(";") || /always/.test(cell)) return cell.replace(" always", " 0");
  return `${cell.startsWith(`${b} `) ? a : b} 0; ${cell}`;
}

describe("break-even viewers of one hour, at list", () => {
  const columns = ["BS", "CF", "IVS-B", "IVS-S", "Mux", "BunV", "BunS", "CFront", "R2"] as const;
  const table: Readonly<Partial<Record<Name, string>>> = {
    ILS: "BS always|CF 4|IVS-B 4|IVS-S 15|Mux 11|BunV 2|BunS 2|CFront 3|R2 2",
    BS: "|CF 12|IVS-B 12|IVS-S 50|Mux 29|BunV 4|BunS 4|CFront 20|R2 4",
    CF: "||CF 9|CF always|Mux 113|BunV always|BunS always|CF 7|R2 always",
    "IVS-B": "|||IVS-B always|Mux 61|BunV always|BunS always|IVS-B 6|R2 always",
    "IVS-S": "||||Mux always|BunV always|BunS always|IVS-S 77|R2 always",
    Mux: "|||||BunV always|BunS always|Mux 32|R2 always",
    BunV: "||||||BunV always|BunV always|R2 2",
    BunS: "|||||||BunS always|R2 always",
    CFront: "||||||||R2 always",
  };
  const cases = Object.entries(table).flatMap(([row, cells]) =>
    cells.split("|").flatMap((cell, index) => {
      const a = row as Name;
      const b = columns[index] ?? "R2";
      return cell === "" ? [] : [[a, b, cell] as const];
    }),
  );

  it.each(cases)("%s against %s: %s", (a, b, cell) => {
    const hour = { viewers: 0, hours: 1 };
    const intervals = breakEven(
      list202611NoAllowances,
      { ...hour, architecture: names[a] },
      { against: { ...hour, architecture: names[b] }, axis: "viewers", max: 10_000 },
    );
    expect(printed(intervals, a, b)).toBe(expected(cell, a, b));
  });

  it("finds the tie of Cloudflare Stream and Mux at 112", () => {
    const intervals = breakEven(
      list202611NoAllowances,
      { architecture: "cloudflare-stream", viewers: 0, hours: 1 },
      { against: { architecture: "mux", viewers: 0, hours: 1 }, axis: "viewers", max: 200 },
    );
    expect(intervals).toEqual([
      { from: 0, to: 111, cheaper: "a" },
      { from: 112, to: 112, cheaper: "equal" },
      { from: 113, to: 200, cheaper: "b" },
    ]);
  });
});

describe("break-even viewers of thirty hours a month, with allowances", () => {
  const columns = ["BS", "CF", "IVS-B", "IVS-S", "Mux", "BunV", "CFront", "CF-flat", "R2"] as const;
  const table: Readonly<Partial<Record<Name, string>>> = {
    ILS: "BS 5|CF 9|IVS-B 9|IVS-S 20|Mux 8|BunV 13|CFront 12|CF-flat 14|R2 12",
    BS: "|CF 17|IVS-B 19|IVS-S 57|Mux 12|BunV 20|CFront 19|CF-flat 24|R2 19",
    CF: "||IVS-B 0; CF 12; IVS-B 7967|IVS-S 8417|Mux 6|BunV 24|CF 0; CFront 22; CF 47|CF-flat 30|R2 22",
    "IVS-B": "|||IVS-B always|Mux 7|BunV 22|IVS-B 0; CFront 20; IVS-B 64|CF-flat 27|R2 20",
    "IVS-S": "||||Mux always|BunV always|CFront 0; IVS-S 140|CF-flat always|R2 always",
    Mux: "|||||BunV 125|Mux always|Mux 0; CF-flat 121; Mux 186; CF-flat 249; Mux 1482; CF-flat 1539|R2 111",
    BunV: "||||||CFront 0; BunV 33|CF-flat 0; BunV 3; CF-flat 89; BunV 186; CF-flat 1186; BunV 1482|R2 always",
    CFront: "|||||||CFront 3; CF-flat 36|R2 31",
    "CF-flat": "||||||||R2 3",
  };
  const cases = Object.entries(table).flatMap(([row, cells]) =>
    cells.split("|").flatMap((cell, index) => {
      const a = row as Name;
      const b = columns[index] ?? "R2";
      return cell === "" ? [] : [[a, b, cell] as const];
    }),
  );

  it.each(cases)("%s against %s: %s", (a, b, cell) => {
    const month = { viewers: 0, hours: 30 };
    const intervals = breakEven(
      list202611,
      { ...month, architecture: names[a] },
      { against: { ...month, architecture: names[b] }, axis: "viewers", max: 10_000 },
    );
    // Where both cost the same at the beginning, the table names the first winner alone.
    expect([cell.replace(" always", " 0"), expected(cell, a, b)]).toContain(printed(intervals, a, b));
  });
});

describe("savings of at least 90 % an hour", () => {
  it.each([
    ["hls-bunny", "agora-only", 27],
    ["hls-bunny", "agora-broadcast", 76],
    ["hls-bunny-standard", "agora-only", 38],
    ["hls-bunny-standard", "agora-broadcast", 693],
    ["hls-r2", "agora-only", 21],
    ["hls-r2", "agora-broadcast", 44],
  ] as const)("%s against %s from %i viewers", (architecture, base, from) => {
    const saves = (viewers: number): boolean => {
      const hybrid = totalCost(list202611NoAllowances, { architecture, viewers, hours: 1 });
      return hybrid * 10n <= totalCost(list202611NoAllowances, { architecture: base, viewers, hours: 1 });
    };
    expect([saves(from - 1), saves(from)]).toEqual([false, true]);
  });

  it.each(["cloudflare-stream", "ivs-basic", "ivs-standard", "mux", "hls-cloudfront"] as const)("%s never", (name) => {
    const million = { viewers: 1_000_000, hours: 1 };
    const hybrid = totalCost(list202611NoAllowances, { architecture: name, ...million });
    const agora = totalCost(list202611NoAllowances, { architecture: "agora-only", ...million });
    expect(hybrid * 10n > agora).toBe(true);
  });
});

describe("savings of at least 90 % a month", () => {
  const ranges = (architecture: PresetName, base: PresetName, max: number): string => {
    const found: [number, number][] = [];
    for (let viewers = 1; viewers <= max; viewers += 1) {
      const hybrid = totalCost(list202611, { architecture, viewers, hours: 30 });
      if (hybrid * 10n > totalCost(list202611, { architecture: base, viewers, hours: 30 })) continue;
      const last = found.at(-1);
      if (last?.[1] === viewers - 1) last[1] = viewers;
      else found.push([viewers, viewers]);
    }
    return found.map((range) => range.join("-")).join("; ");
  };

  it.each([
    ["mux", "agora-only", "38-139"],
    ["mux", "agora-broadcast", "72-96"],
    ["hls-bunny", "agora-only", "103-400"],
    ["hls-bunny", "agora-broadcast", "305-400"],
    ["hls-bunny-standard", "agora-only", "154-400"],
    ["hls-r2", "agora-only", "78-400"],
    ["hls-r2", "agora-broadcast", "154-400"],
    ["hls-server", "agora-only", "78-400"],
    ["hls-cloudfront-flat", "agora-only", "100-185; 373-400"],
    ["cloudflare-stream", "agora-only", ""],
  ] as const)("%s against %s: %s", (architecture, base, printed) => {
    expect(ranges(architecture, base, 400)).toBe(printed);
  });
});

describe("break-even", () => {
  const month = { viewers: 200, hours: 30 };

  it("covers hours as well, and finds that the seed's two options cross at 223 hours", () => {
    const intervals = breakEven(
      seedBook,
      { architecture: "option-a", ...month },
      { against: { architecture: "option-b", ...month }, axis: "hours", max: 400 },
    );
    expect(intervals).toEqual([
      { from: 0, to: 222, cheaper: "a" },
      { from: 223, to: 400, cheaper: "b" },
    ]);
  });

  it.each([
    [{ max: 0 }, "max"],
    [{ max: 1.5 }, "max"],
    [{ axis: "bitrate" as "viewers" }, "axis"],
  ])("refuses %j", (change, field) => {
    const scenario = { architecture: "mux", ...month } as const;
    const options = { against: scenario, axis: "viewers", max: 10, ...change } as const;
    expect(() => breakEven(list202611, scenario, options)).toThrow(expect.objectContaining({ field }));
  });
});
