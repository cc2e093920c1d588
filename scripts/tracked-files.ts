import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";

const leftOut = /(^|\/)(node_modules|dist|site|coverage|\.git)(\/|$)/;

/**
 * Every file of the project, relative to its root: what git tracks, and what it would track after `git add`. From an
 * archive without git's own folder, every file that is not an obvious product.
 */
export function trackedFiles(): string[] {
  if (!existsSync(".git")) {
    return readdirSync(".", { recursive: true, encoding: "utf8" })
      .filter((file) => !leftOut.test(file) && statSync(file).isFile())
      .sort();
  }
  // A build machine often checks out as one user and runs as another: git then refuses without `safe.directory`.
  const listed = execFileSync(
    "git",
    ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  return [...new Set(listed.split("\0"))].filter((file) => file !== "" && existsSync(file)).sort();
}
