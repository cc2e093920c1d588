import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import * as z from "zod/mini";
import { originSecret } from "./origin-under-test.js";

const readySchema = z.object({ url: z.string(), publish: z.string(), key: z.string(), oldKey: z.string() });

/** Starts an origin in another process; over a bucket where one is given. */
export async function originProcess(directory: string, s3Endpoint = "") {
  const program = fileURLToPath(new URL("./origin-child.ts", import.meta.url));
  const argv = ["--conditions=@hybrid-stream/source", "--import", "tsx", program, directory, originSecret, s3Endpoint];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [line] = await once(createInterface(child.stdout), "line");
  return { child, ...readySchema.parse(JSON.parse(String(line))) };
}
