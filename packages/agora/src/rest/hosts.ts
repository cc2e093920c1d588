/** Zones that have hosts of their own. */
export const agoraZones = [
  "us-west-1",
  "us-east-1",
  "ap-southeast-1",
  "ap-northeast-1",
  "eu-west-1",
  "eu-central-1",
  "cn-east-1",
  "cn-north-1",
] as const;

export type AgoraZone = (typeof agoraZones)[number];

const primaryHosts = ["https://api.agora.io", "https://api.sd-rtn.com"] as const;
const thisMachine = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The two primary hosts, which stand in for each other, then both hosts of each zone. */
export function hostsOf(zones: readonly AgoraZone[]): string[] {
  return [
    ...primaryHosts,
    ...zones.flatMap((zone) => [`https://api-${zone}.agora.io`, `https://api-${zone}.sd-rtn.com`]),
  ];
}

/** Whether credentials may be sent there: encrypted, or not leaving this machine. */
export function isUsableHost(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, pathname, search, hash, username } = new URL(address);
  if (pathname !== "/" || search !== "" || hash !== "" || username !== "") return false;
  return protocol === "https:" || (protocol === "http:" && thisMachine.has(hostname));
}
