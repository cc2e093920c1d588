export type { RecordedFile } from "./api/query-answer.js";
export {
  createRecordings,
  type RecordingCall,
  type Recordings,
  type RecordingsOptions,
} from "./recordings/create-recordings.js";
export type { LayoutRegion, MixLayout } from "./recordings/layout.js";
export type { RecordingHandle } from "./recordings/recording-handle.js";
export type { RecordingResult, RecordingState, RecordingStatus } from "./recordings/recording-status.js";
export type { IndividualRecording, MixRecording, StartRecording } from "./recordings/start-request.js";
export { agoraCloudRecording } from "./relay/agora-cloud-recording.js";
export type { AgoraCloudRecordingOptions } from "./relay/options.js";
export type { PageOptions, PageRun } from "./relay/page.js";
export type { S3Region, StorageOptions, StorageVendor } from "./storage.js";
