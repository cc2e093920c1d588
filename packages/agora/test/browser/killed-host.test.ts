import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { createProfile, removeProfile } from "../../src/browser-source/profile-folder.js";
import { browsersOf, profilesOf, reason, skipped } from "./support/chromium.js";

const program = fileURLToPath(new URL("./support/killed-host.ts", import.meta.url));

describe.skipIf(skipped)(`a host that is killed${reason}`, { timeout: 240_000 }, () => {
  it("takes its browser along, and the next start removes the profile", async () => {
    const args = ["--import", "tsx", "--conditions=@hybrid-stream/source", program];
    const host = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const pid = host.pid ?? 0;
    const [channelFile] = await once(host.stdout, "data");
    expect(browsersOf(pid).length).toBeGreaterThan(0);
    expect(profilesOf(pid)).toHaveLength(1);
    host.kill("SIGKILL");
    await once(host, "exit");
    await rm(dirname(String(channelFile)), { recursive: true });
    await waitUntil(() => browsersOf(pid).length === 0, { what: "no browser", timeoutMs: 15_000, intervalMs: 50 });
    await removeProfile(await createProfile());
    expect(profilesOf(pid)).toEqual([]);
  });
});
