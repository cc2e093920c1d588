/** The peer broke RTMP, or a limit of ours. The message is a fixed text and never quotes the peer. */
export class ProtocolViolation extends Error {
  override readonly name = "ProtocolViolation";
}
