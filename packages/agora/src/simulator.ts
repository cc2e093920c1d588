export type { AgoraSimulator, SimulatedCredentials } from "./simulator/agora-simulator.js";
export { createAgoraSimulator } from "./simulator/create-agora-simulator.js";
export type { RequestQuotas } from "./simulator/http/endpoint.js";
export type { AgoraFault, AgoraFaults, FaultScope } from "./simulator/http/faults.js";
export type { AgoraSimulatorServer } from "./simulator/http/listen.js";
export { type AgoraOperation, agoraOperations } from "./simulator/http/operations.js";
export type { AnsweredRequest } from "./simulator/http/request-log.js";
export type { SizeClass } from "./simulator/media-push/converter-media.js";
export type { ConverterCeiling } from "./simulator/media-push/converter-quotas.js";
export type { NotificationAttempt } from "./simulator/notifications/courier.js";
export type {
  AgoraWebhookTarget,
  NotificationMode,
  NotifyingProduct,
  WebhookTargets,
} from "./simulator/notifications/webhook-target.js";
export type { AgoraQuotas, AgoraSimulatorOptions, AgoraTimings } from "./simulator/options.js";
export type { RunningTask } from "./simulator/running-task.js";
export type { ChannelProfile, PublisherSetup, SimulatedPublisher } from "./simulator/world/channels.js";
export type { PageBehaviour } from "./simulator/world/outside.js";
