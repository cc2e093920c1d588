import { readFileSync } from "node:fs";

/** A fenced block of a Markdown file. */
export interface MarkdownBlock {
  readonly file: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** What stands behind the opening fence: `ts run`. */
  readonly info: string;
  readonly lines: readonly string[];
}

const openingFence = /^(?<indent>\s*)(?<fence>`{3,}|~{3,})\s*(?<info>.*?)\s*$/;

/** The fenced blocks of a file, in order. A fence that is never closed runs to the end of the file. */
export function readBlocks(file: string): MarkdownBlock[] {
  return parseBlocks(file, readFileSync(file, "utf8"));
}

export function parseBlocks(file: string, text: string): MarkdownBlock[] {
  const all = text.split(/\r?\n/);
  const blocks: MarkdownBlock[] = [];
  for (let index = 0; index < all.length; index += 1) {
    const { indent = "", fence, info = "" } = openingFence.exec(all[index] ?? "")?.groups ?? {};
    if (!fence) continue;
    const start = index + 1;
    const isClosing = (line: string): boolean => line.trim().startsWith(fence) && /^\s*(`+|~+)\s*$/.test(line);
    const length = all.slice(start).findIndex(isClosing);
    index = length < 0 ? all.length : start + length;
    const lines = all.slice(start, index).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push({ file, line: start, info, lines });
  }
  return blocks;
}
