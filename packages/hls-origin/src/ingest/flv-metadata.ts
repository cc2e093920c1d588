/// <reference path="./node-media-server.d.ts" />
import amf from "node-media-server/src/protocol/amf.js";
import { quiet } from "./quiet.js";

/** `@setDataFrame` as an AMF0 string: RTMP's wrapper around the metadata, which a file does not have. */
const setDataFrame = Buffer.from("\x02\x00\x0d@setDataFrame", "latin1");
const onMetaData = Buffer.from("\x02\x00\x0aonMetaData", "latin1");

export interface FlvMetadata {
  /** The message as a file would hold it. */
  readonly payload: Buffer;
  readonly width: number | null;
  readonly height: number | null;
  readonly framesPerSecond: number | null;
}

function positive(metadata: unknown, name: string): number | null {
  const value: unknown = typeof metadata === "object" && metadata !== null ? Reflect.get(metadata, name) : null;
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

function pixels(metadata: unknown, name: string): number | null {
  const value = positive(metadata, name);
  return Number.isSafeInteger(value) ? value : null;
}

/** The stream's metadata in a data message; `null` for any other data, and for what cannot be read. */
export function readMetadata(message: Buffer): FlvMetadata | null {
  const wrapped = message.subarray(0, setDataFrame.length).equals(setDataFrame);
  const payload = wrapped ? message.subarray(setDataFrame.length) : message;
  if (!payload.subarray(0, onMetaData.length).equals(onMetaData)) return null;
  try {
    const decoded = quiet(() => amf.decodeAmf0Data(payload));
    const metadata: unknown = typeof decoded === "object" && decoded !== null ? Reflect.get(decoded, "dataObj") : null;
    return {
      payload,
      width: pixels(metadata, "width"),
      height: pixels(metadata, "height"),
      framesPerSecond: positive(metadata, "framerate"),
    };
  } catch {
    return null;
  }
}
