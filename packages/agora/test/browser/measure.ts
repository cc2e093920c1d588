import { setTimeout as sleep } from "node:timers/promises";
import { agoraBrowserSource } from "@hybrid-stream/agora/browser-source";
import { fakeCamera } from "./support/chromium.js";
import { startLoopbackControl } from "./support/loopback-control.js";
import { readToEnd, requireChromium } from "./support/open-source.js";

// What one browser takes at the default settings: npx tsx --conditions=@hybrid-stream/source <this file> [seconds]
const secondsEach = Number(process.argv[2] ?? 90);
const hosts = [null, { width: 640, height: 360 }, { width: 1280, height: 720 }];

for (const host of hosts) {
  const control = await startLoopbackControl();
  const open = await agoraBrowserSource({
    appId: "0123456789abcdef0123456789abcdef",
    buildToken: () => "token",
    channelAdapter: control.adapter,
    browserPath: requireChromium(),
    browserArguments: fakeCamera,
  })({ channel: "show-42" }, new AbortController().signal);
  const reading = readToEnd(open);
  if (host !== null) await control.command({ name: "publish", ...host });
  open.status?.();
  const largest = { node: 0, browser: 0 };
  for (let second = 0; second < secondsEach; second += 5) {
    await sleep(5_000);
    const { residentBytes, cpuPercent } = open.status?.() ?? {};
    largest.node = Math.max(largest.node, process.memoryUsage.rss());
    largest.browser = Math.max(largest.browser, residentBytes ?? 0);
    const told = [
      `${second + 5} s`,
      `${Math.round(cpuPercent ?? 0)} % of a core`,
      `${megabytes(residentBytes ?? 0)} MB`,
    ];
    process.stdout.write(`  ${told.join("  ")}\n`);
  }
  const name = host === null ? "no host" : `one host ${host.width}x${host.height}`;
  process.stdout.write(`${name}: at most ${megabytes(largest.browser)} MB, Node ${megabytes(largest.node)} MB\n`);
  await open.close();
  await reading;
  await control.close();
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
