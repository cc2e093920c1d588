import type { Logger } from "@hybrid-stream/spec";

/** A logger that cannot break its caller: what the host's logger throws is dropped. */
export function safeLogger(logger: Logger): Logger {
  const guard =
    (method: "debug" | "info" | "warn" | "error") =>
    (fields: object, message?: string): void => {
      try {
        const result: unknown = logger[method](fields, message);
        if (result instanceof Promise) result.catch(() => {});
      } catch {
        // There is nowhere left to say it.
      }
    };
  return { debug: guard("debug"), info: guard("info"), warn: guard("warn"), error: guard("error") };
}
