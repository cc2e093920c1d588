import { jsonAnswer } from "../http/answers.js";

/** An error of the service, with the call's names beside it. */
export function serviceError(
  status: number,
  error: { readonly code: number; readonly reason: string },
  names: { readonly cname?: string; readonly uid?: string; readonly resourceId?: string } = {},
): Response {
  return jsonAnswer(status, { ...names, ...error });
}

/** A parameter is missing or wrong. */
export function badParameter(reason: string): Response {
  return serviceError(400, { code: 2, reason });
}

/** Gone, never started, or being moved. */
export function noWorker(): Response {
  return serviceError(404, { code: 404, reason: "failed to find worker" });
}
