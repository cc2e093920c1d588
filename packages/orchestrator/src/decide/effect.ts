import type {
  EndOptions,
  EndReceipt,
  ErrorSummary,
  LiveStream,
  LiveStreamHandle,
  RelayHandle,
  StopReceipt,
} from "@hybrid-stream/spec";

/** One request to one provider. A turn has at most one. */
export type Effect =
  | { readonly kind: "create-stream"; readonly platform: string; readonly incarnation: number }
  | { readonly kind: "find-stream"; readonly platform: string; readonly incarnation: number }
  | { readonly kind: "rotate-key"; readonly platform: string; readonly handle: LiveStreamHandle }
  | { readonly kind: "start-relay"; readonly provider: string; readonly generation: number; readonly attempt: number }
  | { readonly kind: "find-relay"; readonly provider: string; readonly generation: number; readonly attempt: number }
  | {
      readonly kind: "stop-relay";
      readonly provider: string;
      readonly generation: number;
      readonly attempt: number;
      readonly handle: RelayHandle;
    }
  | {
      readonly kind: "end-stream";
      readonly platform: string;
      readonly incarnation: number;
      readonly handle: LiveStreamHandle;
      readonly end: EndOptions;
    };

/** What became of an effect. An error's `retry` says whether it may have happened all the same. */
export type Outcome =
  | { readonly kind: "stream-created"; readonly stream: LiveStream }
  | { readonly kind: "stream-found"; readonly handle: LiveStreamHandle | null }
  | { readonly kind: "key-rotated"; readonly keyId: string }
  | { readonly kind: "relay-started"; readonly handle: RelayHandle; readonly keyId: string }
  | { readonly kind: "relay-found"; readonly handle: RelayHandle | null }
  | { readonly kind: "relay-stopped"; readonly receipt: StopReceipt }
  | { readonly kind: "stream-ended"; readonly receipt: EndReceipt }
  | { readonly kind: "failed"; readonly error: ErrorSummary };
