/** A column of a table in the terminal. */
export interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly right?: boolean;
  /** The column that is cut when the line would be too long. */
  readonly flexible?: boolean;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[], total: number): number[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const over = widths.reduce((sum, width) => sum + width, 0) + 2 * (columns.length - 1) - total;
  const flexible = columns.findIndex(({ flexible }) => flexible === true);
  if (over > 0 && flexible >= 0) widths[flexible] = Math.max(8, (widths[flexible] ?? 0) - over);
  return widths;
}

/** A table that is at most `total` characters wide. */
export function tableOf(columns: readonly Column[], rows: readonly (readonly string[])[], total = 80): string {
  const widths = widthsOf(columns, rows, total);
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ right }, index) => {
        const width = widths[index] ?? 0;
        const text = cut(cells[index] ?? "", width);
        return right === true ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const heading = line(columns.map(({ title }) => title));
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [heading, rule, ...rows.map(line)].map((text) => `${text}\n`).join("");
}

/** A text in lines of at most `width` characters, every line but the first indented. */
export function wrap(text: string, width = 80, indent = "  "): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? `${lines.length === 0 ? "" : indent}${word}` : `${line} ${word}`;
    if (longer.length > width && line !== "") {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line].map((one) => `${one}\n`).join("");
}
