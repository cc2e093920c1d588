import { type CallContext, HybridStreamError, type RelayHandle, type StopReceipt } from "@hybrid-stream/spec";
import { refuseAborted } from "../rest/given-up.js";
import { type ConverterHandleData, isWhole, readHandle, type WholeHandleData } from "./converter-handle.js";
import { findByName, type MediaPushContext } from "./media-push-context.js";

const operation = "stopRelay";
/** After Agora took the order, the next one is expected to find nothing. */
const confirmAfterMs = 1000;

/** What the memory of absences knows a converter by. */
export const absenceKey = ({ converterId, name }: ConverterHandleData): string => converterId ?? name;

/**
 * Deletes the converter. The answer to a delete is only "taken": the next call deletes again, and a 404 then proves the
 * end. A 404 without a confirmed end proves it after 120 s.
 */
export async function stopRelay(
  context: MediaPushContext,
  handle: RelayHandle,
  call: CallContext,
): Promise<StopReceipt> {
  const { provider, absence, converters } = context;
  const data = readHandle(handle, provider, operation);
  const key = absenceKey(data);
  refuseAborted({ signal: call.signal, provider, operation });
  if (absence.isProven(key)) return { outcome: "proven", provableAfterMs: 0 };
  const whole = await complete(context, data, call);
  // The request that creates it may still be on its way.
  if (whole === null) return absence.missing(key);
  try {
    const { requestId } = await converters.delete(whole, { call, operation });
    absence.present(key);
    absence.ended(key);
    return { outcome: "accepted", provableAfterMs: confirmAfterMs, ...(requestId !== undefined && { requestId }) };
  } catch (thrown) {
    if (!HybridStreamError.isInstance(thrown) || thrown.code !== "not-found") throw thrown;
    const { requestId } = thrown;
    return { ...absence.missing(key), ...(requestId !== undefined && { requestId }) };
  }
}

async function complete(
  context: MediaPushContext,
  data: ConverterHandleData,
  call: CallContext,
): Promise<WholeHandleData | null> {
  if (isWhole(data)) return data;
  const found = await findByName(context, data, { call, operation, priority: "stop" });
  return found && { ...data, converterId: found.converterId };
}
