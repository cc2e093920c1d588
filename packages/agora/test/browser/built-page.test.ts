import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "tsup";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

let folder = "";
beforeAll(async () => {
  await mkdir(join(root, "dist"), { recursive: true });
  folder = await mkdtemp(join(root, "dist", "test-"));
  await build({
    config: false,
    silent: true,
    entry: [join(root, "src/page.ts")],
    outDir: folder,
    format: ["esm", "cjs"],
    target: "node20",
    skipNodeModulesBundle: true,
    external: [/^@hybrid-stream\//],
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const use = `
  const tickets = page.createPageTickets({ secret: "a secret that is long enough for a key" });
  const sdk = { url: "https://sdk.example/AgoraRTC.js" };
  const handle = page.createPageHandler({ appId: "app", buildToken: () => null, tickets, sdk });
  const ticket = tickets.issue({ channel: "show-42", uid: 2_000_000_042, runId: "run-1", expiresInSeconds: 60 });
  const ask = async (path) => (await handle(new Request("http://127.0.0.1/" + path))).status;
  Promise.all([ask("?ticket=" + ticket), ask("page.js"), ask("missing.js")]).then((all) => console.log(all.join(" ")));
`;

it.each([
  ["ES module", "use.mjs", `import * as page from "./page.js";`],
  ["CommonJS", "use.cjs", `const page = require("./page.cjs");`],
])("finds its files when it was built as %s", async (_, name, load) => {
  await writeFile(join(folder, name), load + use);
  // The other packages come from their sources: they need not have been built.
  const args = ["--import", "tsx", "--conditions=@hybrid-stream/source", join(folder, name)];
  const { stdout } = await run(process.execPath, args);
  expect(stdout.trim()).toBe("200 200 404");
});

it("ships its files with the package", async () => {
  const manifest: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  expect(manifest).toMatchObject({ files: expect.arrayContaining(["dist", "page"]) });
});
