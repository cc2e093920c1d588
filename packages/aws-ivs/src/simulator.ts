export { createAwsIvsSimulator } from "./simulator/create-ivs-simulator.js";
export type { EventMode, SimulatedEvent } from "./simulator/events/event.js";
export type { AwsIvsFault, AwsIvsFaults, FaultScope } from "./simulator/http/faults.js";
export type { IvsErrorName } from "./simulator/http/ivs-errors.js";
export type { AwsIvsSimulatorServer } from "./simulator/http/listen.js";
export type { AnsweredRequest } from "./simulator/http/request-log.js";
export type { AwsIvsSimulator, SimulatedChannel } from "./simulator/ivs-simulator.js";
export type {
  AwsIvsAccountQuotas,
  AwsIvsEventTarget,
  AwsIvsSimulatorOptions,
  AwsIvsTimings,
} from "./simulator/options.js";
export type { SimulatedPublisher } from "./simulator/world/publisher.js";
