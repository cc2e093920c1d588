import { describe, expect, it } from "vitest";
import { runCli } from "./run-cli.js";

const longestLine = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("hybrid-stream estimate", () => {
  it.each([
    ["--book seed --architecture agora-only --viewers 200 --hours 30", "361.80"],
    ["--book seed --architecture option-a --viewers 200 --hours 30", "36.50"],
    ["--book seed --architecture option-b --viewers 200 --hours 30", "53.80"],
    ["--book list-2026-11 --no-allowances --architecture cloudflare-stream --viewers 200 --hours 1", "12.72"],
    ["--book list-2026-11 --no-allowances --architecture hls-r2 --viewers 200 --hours 1", "0.62"],
  ])("%s --json says %s", async (args, total) => {
    const { code, stdout, stderr } = await runCli("estimate", ...args.split(" "), "--json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`"totalUsd":"${total}"`);
    const { lineItems } = JSON.parse(stdout);
    expect(lineItems.length).toBeGreaterThan(1);
    for (const { costUsd } of lineItems) expect(costUsd).toMatch(/^\d+\.\d{2}$/);
  });

  it("fits its tables into 80 columns, with every preset beside", async () => {
    const { code, stdout } = await runCli("estimate", "--viewers", "10000", "--compare");
    expect(code).toBe(0);
    expect(longestLine(stdout)).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/Total \$18,013\.58 a month/);
    expect(stdout).toMatch(/hls-r2\s+\$242\.24\s+98\.7 %/);
    expect(stdout).toContain("agora-broadcast");
  });

  it("says which presets the book cannot price, and prices the others", async () => {
    const { code, stdout } = await runCli("estimate", "--book", "seed", "--architecture", "option-a", "--compare");
    expect(code).toBe(0);
    expect(stdout).toMatch(/agora-only\s+\$361\.80/);
    expect(stdout).toMatch(/mux: No price for agora\.media-push\./);
  });

  it("writes CSV with a heading, and FOCUS records", async () => {
    const csv = await runCli("estimate", "--architecture", "mux", "--csv");
    expect(csv.stdout.split("\r\n")[0]).toBe(
      "sku,name,quantity,unit,unitPriceUsd,per,percentDue,costUsd,costUsdExact,category,frequency,priceAsOf,confidence,source",
    );
    expect(csv.stdout).toMatch(/^mux\.delivery\.720p,"?Video delivery plus/m);
    const focus = await runCli("estimate", "--architecture", "mux", "--focus", "--json");
    const records: Record<string, string>[] = JSON.parse(focus.stdout);
    expect(records.find(({ ChargeCategory }) => ChargeCategory === "Credit")).toMatchObject({
      BilledCost: "-100.00",
      BillingCurrency: "USD",
      SkuId: "mux.launch",
    });
  });

  it.each([
    [["estimate", "--viewers", "-5"], /--viewers|viewers/],
    [["estimate", "--viewers", "1.5"], /viewers must be a whole number from 0 to 1000000000; got 1\.5/],
    [["estimate", "--viewers", "many"], /--viewers: must be a number; got "many"/],
    [["estimate", "--resolution", "721p"], /resolution must be one of audio, 360p.*got "721p"/],
    [["estimate", "--architecture", "magic"], /--architecture: must be one of agora-only.*got "magic"/],
    [["estimate", "--book", "old"], /--book: must be one of seed, list-2026-11/],
    [
      ["estimate", "--book", "seed", "--architecture", "mux"],
      /No price for agora\.media-push\.\S+ in the book seed.*price-missing/,
    ],
    [["estimate", "--plan", "mux.lunch"], /has no plan mux\.lunch\. It has .*mux\.launch/],
    [["estimate", "--cdn", "r2"], /architecture\.cdn goes with platform "self-hosted"/],
    [["estimate", "--json", "--csv"], /--csv: goes without --json/],
    [["estimate", "--wrong"], /Unknown option '--wrong'/],
    [["guess"], /There is no command guess\. Known: estimate/],
    [[], /Usage: hybrid-stream <command>/],
  ])("%j is refused with exit code 2 and the reason", async (args, reason) => {
    const { code, stdout, stderr } = await runCli(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toContain("    at ");
  });

  it.each([["--help"], ["estimate", "--help"]])("%s tells the options and ends with 0", async (...args) => {
    const { code, stdout } = await runCli(...args);
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: hybrid-stream");
    expect(longestLine(stdout)).toBeLessThanOrEqual(80);
  });
});
