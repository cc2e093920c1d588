/// <reference path="./node-media-server.d.ts" />
import logger from "node-media-server/src/core/logger.js";

const silent = (): void => {};

/**
 * Runs node-media-server's code without its logger, which prints to the console. It is silent for this call only: a
 * host that runs node-media-server itself keeps its lines.
 */
export function quiet<Result>(run: () => Result): Result {
  const { log } = logger;
  logger.log = silent;
  try {
    return run();
  } finally {
    logger.log = log;
  }
}
