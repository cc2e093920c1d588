/** Where IVS has its API; ingest and playback are global. Source: AWS's own endpoint list, August 2026. */
export const awsIvsRegions = [
  "us-east-1",
  "us-west-2",
  "ap-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "eu-central-1",
  "eu-west-1",
] as const;

export type AwsIvsRegion = (typeof awsIvsRegions)[number];
