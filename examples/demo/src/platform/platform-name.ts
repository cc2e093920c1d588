/** Where the demo's channel can go, by the words of `--platform`. */
export const platformNames = ["hls-origin", "cloudflare-stream", "aws-ivs", "mux"] as const;

export type PlatformName = (typeof platformNames)[number];

/** The platforms of vendors, which the demo simulates. */
export type VendorName = Exclude<PlatformName, "hls-origin">;

/** How long the end of a show may take: a vendor is asked again until it confirms. Milliseconds. */
export const platformEndMs = (name: PlatformName): number => (name === "hls-origin" ? 4_000 : 10_000);
