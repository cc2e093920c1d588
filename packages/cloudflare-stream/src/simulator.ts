export type { CloudflareStreamSimulator, SimulatedInputState } from "./simulator/cloudflare-stream-simulator.js";
export { createCloudflareStreamSimulator } from "./simulator/create-cloudflare-stream-simulator.js";
export type { Permission } from "./simulator/http/endpoint.js";
export type { CloudflareFault, CloudflareFaults, FaultScope } from "./simulator/http/faults.js";
export type { CloudflareStreamSimulatorServer } from "./simulator/http/listen.js";
export { type CloudflareOperation, cloudflareOperations } from "./simulator/http/operations.js";
export type { AnsweredRequest } from "./simulator/http/request-log.js";
export type { MessageMode, SentMessage } from "./simulator/notifications/messenger.js";
export type {
  CloudflareStreamSimulatorOptions,
  CloudflareStreamTimings,
  WebhookTarget,
} from "./simulator/options.js";
export type { IngestErrorCode } from "./simulator/world/live-input.js";
export type { SimulatedPublisher } from "./simulator/world/publisher.js";
