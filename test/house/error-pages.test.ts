import { readdirSync, readFileSync } from "node:fs";
import { errorCodes } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";

const folder = new URL("../../docs/errors/", import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), "utf8");
const codes = Object.entries(errorCodes);

describe("the pages in docs/errors", () => {
  it("are one for each error code, and no more", () => {
    const pages = readdirSync(folder).filter((file) => file !== "README.md");
    expect(pages.sort()).toEqual(codes.map(([code]) => `${code}.md`).sort());
  });

  it.each(codes)("state the summary, fault and retry of %s, and what to do", (code, { fault, retry, summary }) => {
    const page = read(`${code}.md`);
    expect(page.startsWith(`# \`${code}\`\n\n${summary}\n`)).toBe(true);
    expect(page).toContain(`| Fault | Retry |\n|---|---|\n| \`${fault}\` | \`${retry}\` |`);
    for (const heading of ["What happened", "How you notice it", "What to do"]) {
      expect(page).toMatch(new RegExp(`^## ${heading}\n\n\\S`, "m"));
    }
  });

  it("are listed in the index as the table of codes has them", () => {
    const rows = read("README.md").match(/^\| \[`.*$/gm) ?? [];
    const expected = codes.map(
      ([code, { fault, retry, summary }]) => `| [\`${code}\`](${code}.md) | \`${fault}\` | \`${retry}\` | ${summary} |`,
    );
    expect(rows.sort()).toEqual(expected.sort());
  });
});
