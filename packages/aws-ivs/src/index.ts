export { awsIvs } from "./aws-ivs.js";
export type { AwsIvs, AwsIvsCall } from "./aws-ivs-platform.js";
export { eventSecretHeader } from "./events/read-events.js";
export type { CloudWatchSender } from "./metrics/cloud-watch.js";
export type { AwsIvsChannelType, AwsIvsOptions, PlaybackAuthorization } from "./options.js";
export { createPlaybackKey, type ImportedPlaybackKey } from "./playback/playback-keys.js";
export type { PlaybackRestriction, PlaybackRestrictionPolicy } from "./playback/restriction-policies.js";
export type { RecordingConfiguration, RecordingTarget } from "./recording/recording-configurations.js";
export { type AwsIvsRegion, awsIvsRegions } from "./regions.js";
