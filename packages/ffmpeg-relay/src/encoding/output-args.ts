import { type IngestEndpoint, publishUrl } from "@hybrid-stream/spec";
import type { RelayConfiguration } from "../options.js";
import { schemeOf } from "../source/protocols.js";

/** A server that takes nothing for this long is given up; FFmpeg pays it several times over. Microseconds. */
const silenceMicroseconds = "5000000";

/** FFmpeg's arguments for the destination. They hold the stream key. */
export function outputArgs(ingest: IngestEndpoint, tls: RelayConfiguration["tls"]): string[] {
  const secure = schemeOf(ingest.url) === "rtmps";
  const verify = secure && tls.verify ? ["-tls_verify", "1"] : [];
  const authorities = secure && tls.caFile !== undefined ? ["-ca_file", tls.caFile] : [];
  const format = ["-flvflags", "no_duration_filesize", "-f", "flv"];
  return ["-rw_timeout", silenceMicroseconds, ...verify, ...authorities, ...format, publishUrl(ingest)];
}
