import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("shows the program of examples/quickstart in the README, to the letter", () => {
  const program = readFileSync("examples/quickstart/src/quickstart.ts", "utf8").trim();
  const blocks = readFileSync("README.md", "utf8")
    .split("```")
    .filter((_, index) => index % 2 === 1);
  expect(blocks.map((block) => block.replace(/^ts run\n/, "").trim())).toContain(program);
});
