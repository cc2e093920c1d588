import { errorAnswer, type SimulatedAnswer } from "./answer.js";

/** The errors of the API's model, and AWS's general ones. */
const statuses = {
  ValidationException: 400,
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  PendingVerification: 403,
  UnrecognizedClientException: 403,
  InvalidSignatureException: 403,
  ResourceNotFoundException: 404,
  ChannelNotBroadcasting: 404,
  UnknownOperationException: 404,
  ConflictException: 409,
  ThrottlingException: 429,
  InternalServerException: 500,
  StreamUnavailable: 503,
} as const;

export type IvsErrorName = keyof typeof statuses;

/** Thrown by an operation; becomes its answer. */
export class IvsError extends Error {
  override readonly name: IvsErrorName;

  constructor(name: IvsErrorName, message: string) {
    super(message);
    this.name = name;
  }
}

/** An error as IVS answers it. */
export function ivsError(name: IvsErrorName, message: string, headers: Record<string, string> = {}): SimulatedAnswer {
  return errorAnswer({ name, status: statuses[name] }, message, headers);
}
