import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HybridStreamError } from "@hybrid-stream/spec";

/** The folder of this module: ES modules have an address, CommonJS ones a folder. */
const here = (): string => (typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url)));

/**
 * The package's `page` folder. The depth of this module differs between sources and builds, so it looks upwards.
 *
 * @throws `internal` when the package was bundled without it.
 */
export function pageRoot(): string {
  for (let folder = here(), above = dirname(folder); folder !== above; folder = above, above = dirname(folder)) {
    const candidate = join(folder, "page");
    if (existsSync(join(candidate, "index.html"))) return candidate;
  }
  throw new HybridStreamError({
    code: "internal",
    message:
      "The files of @hybrid-stream/agora's page are missing. Keep the package unbundled, or ship its page folder.",
  });
}
