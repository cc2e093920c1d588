function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Records as CSV (RFC 4180), with a heading line from the first one's keys. */
export function csvOf(records: readonly Readonly<Record<string, string>>[]): string {
  const keys = Object.keys(records[0] ?? {});
  const lines = [keys, ...records.map((record) => keys.map((key) => record[key] ?? ""))];
  return lines.map((cells) => `${cells.map(field).join(",")}\r\n`).join("");
}
