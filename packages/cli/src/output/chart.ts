/** A curve in a chart. */
export interface Series {
  readonly name: string;
  /** In dollars, one for each step of the axis from its beginning to its end. */
  readonly values: readonly number[];
}

/** What the axes of a chart say. */
export interface ChartText {
  /** What the horizontal axis counts, and its end. */
  readonly axis: string;
  readonly max: number;
}

const marks = "abcdefghijklmnopqrstuvwxyz";

/** Dollars for an axis: `$1,200`. */
export function axisDollars(value: number): string {
  return `$${value.toLocaleString("en-US", { maximumFractionDigits: value >= 100 ? 0 : 2 })}`;
}

/**
 * Curves of cost as characters. The vertical axis is logarithmic, because architectures differ by a hundred times; where
 * curves meet, `*` stands.
 */
export function textChart(series: readonly Series[], { axis, max }: ChartText, columns = 80, height = 16): string {
  const gutter = 11;
  const width = Math.max(20, columns - gutter - 1);
  const all = series.flatMap(({ values }) => values).filter((value) => value > 0);
  const low = Math.log10(Math.max(0.01, Math.min(...all)));
  const high = Math.max(low + 0.1, Math.log10(Math.max(0.01, ...all)));
  const grid = Array.from({ length: height }, () => Array<string>(width).fill(" "));
  for (const [index, { values }] of series.entries()) {
    const mark = marks[index % marks.length] ?? "?";
    for (let column = 0; column < width; column += 1) {
      const value = values[Math.round((column / (width - 1)) * (values.length - 1))] ?? 0;
      const level = (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low);
      const row = grid[height - 1 - Math.round(level * (height - 1))];
      if (row === undefined) continue;
      const there = row[column] ?? " ";
      row[column] = there === " " || there === mark ? mark : "*";
    }
  }
  const lines = grid.map((cells, row) => {
    const value = 10 ** (high - ((high - low) * row) / (height - 1));
    const label = row % 5 === 0 || row === height - 1 ? axisDollars(value) : "";
    return `${label.padStart(gutter - 2)} |${cells.join("")}`.trimEnd();
  });
  const end = max.toLocaleString("en-US");
  const scale = `${" ".repeat(gutter)}0${end.padStart(width - 1)}`;
  const legend = series.map(({ name }, index) => `${marks[index % marks.length]} ${name}`);
  return `${[...lines, `${" ".repeat(gutter - 1)}+${"-".repeat(width)}`, scale, `${" ".repeat(gutter)}${axis}`].join("\n")}\n\n${legend.join("\n")}\n`;
}
