// Prints the one line that sums up vitest's JSON report; exits 1 when a test failed, or when none ran.
import { existsSync, readFileSync } from "node:fs";

const file = process.argv[2];
const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
const files = report?.testResults ?? [];

// A file that cannot be loaded has no tests that could fail: it counts as one.
const brokenFiles = files.filter(
  ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
);
const passed = report?.numPassedTests ?? 0;
const failed = (report?.numFailedTests ?? 0) + brokenFiles.length;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = passed > 0 && failed === 0 && report?.success === true ? 0 : 1;
