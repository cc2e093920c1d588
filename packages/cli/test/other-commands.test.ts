import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "./run-cli.js";

const longestLine = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));
const crossing = ["--architecture", "cloudflare-stream", "--against", "hls-cloudfront", "--max", "100"];

describe("hybrid-stream break-even", () => {
  it("tells every interval, and draws both curves within 80 columns", async () => {
    const { code, stdout } = await runCli("break-even", ...crossing);
    expect(code).toBe(0);
    expect(stdout).toMatch(/0 +21 {2}cloudflare-stream\n +22 +46 {2}hls-cloudfront\n +47 +100 {2}cloudflare-stream\n/);
    expect(stdout).toContain("a cloudflare-stream\nb hls-cloudfront\n");
    expect(longestLine(stdout)).toBeLessThanOrEqual(80);
  });

  it("writes the curves as a picture, with the crossings marked", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hybrid-stream-cli-"));
    try {
      const file = join(folder, "out.svg");
      const { code, stdout } = await runCli("break-even", ...crossing, "--all", "--chart", file, "--json");
      expect(code).toBe(0);
      expect(JSON.parse(stdout).intervals[1]).toEqual({ from: 22, to: 46, cheaper: "b" });
      const svg = await readFile(file, "utf8");
      expect(svg).toMatch(/^<svg xmlns/);
      expect(svg.match(/<polyline/g)).toHaveLength(15);
      expect(svg.match(/class="crossing"/g)).toHaveLength(2);
      expect(svg).toContain("<title>hls-cloudfront from 22</title>");
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each([
    [["--against", "magic"], /--against: must be one of agora-only/],
    [["--axis", "bitrate"], /--axis: must be viewers or hours/],
    [["--max", "0"], /--max: must be a whole number from 1/],
    [["--chart", "/nowhere/at/all.svg"], /--chart: the file .* cannot be written \(ENOENT\)/],
  ])("refuses %j", async (args, reason) => {
    const { code, stderr } = await runCli("break-even", ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
  });
});

describe("hybrid-stream recommend", () => {
  it("may answer to stay on Agora and move the audience to Broadcast Streaming", async () => {
    const { code, stdout } = await runCli("recommend", "--viewers", "15", "--max-latency", "5");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^agora-broadcast\n/);
    expect(stdout).toMatch(/Stay on Agora and move the audience to Broadcast Streaming/);
    expect(stdout).toMatch(/agora-only comes next with \$75\.01/);
    expect(longestLine(stdout)).toBeLessThanOrEqual(80);
  });

  it("says what is wrong with the others", async () => {
    const { stdout } = await runCli("recommend", "--adaptive", "--json");
    const { best, runnerUp, rejected } = JSON.parse(stdout);
    expect([best.name, runnerUp.name]).toEqual(["mux", "cloudflare-stream"]);
    expect(rejected).toContainEqual({ name: "hls-r2", reason: "it has one picture size for all connections" });
  });
});

describe("hybrid-stream prices", () => {
  it("tells what, from where and how old", async () => {
    const { code, stdout } = await runCli("prices", "agora.rtc", "--sources");
    expect(code).toBe(0);
    expect(stdout).toMatch(/agora\.rtc\.hd +3\.99 {2}1000 participant-minute +\d+ d {2}high/);
    expect(stdout).toContain("AgoraIO/Docs-Source");
    expect(longestLine(stdout.slice(0, stdout.indexOf("Sources")))).toBeLessThanOrEqual(80);
  });

  it("writes every step as CSV", async () => {
    const { stdout } = await runCli("prices", "ivs.output.hd.india", "--csv");
    expect(stdout.trimEnd().split("\r\n")).toHaveLength(6);
    expect(stdout).toContain("ivs.output.hd.india,ivs.output.hd,IVS Low-Latency,0.092,0.00,1,delivered-hour,10000");
  });
});
