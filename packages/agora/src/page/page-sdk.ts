import { createRequire } from "node:module";
import { join } from "node:path";
import { optionOrEnvironment } from "@hybrid-stream/provider-kit";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { ChannelAdapter, PageSdk } from "./page-options.js";

/**
 * The SDK as the host named it, else the installed package's file. Looked for from the working directory: the package
 * belongs to the host, not to this one.
 *
 * @throws `invalid-options` for `sdk`.
 */
function resolveSdk(sdk: PageSdk | undefined): PageSdk {
  if (sdk !== undefined) return sdk;
  try {
    return { file: createRequire(join(process.cwd(), "package.json")).resolve("agora-rtc-sdk-ng") };
  } catch (cause) {
    throw new HybridStreamError({
      code: "invalid-options",
      message:
        'Option "sdk" is missing and the package agora-rtc-sdk-ng is not installed. Install it, or set sdk to { url } or { file } of Agora\'s Web SDK.',
      field: "sdk",
      cause,
    });
  }
}

/**
 * What of the options may come from outside: the App ID from the environment, the SDK from an installed package.
 *
 * @throws `invalid-options` for `appId` and `sdk`.
 */
export function resolvePageSettings(options: {
  readonly appId?: string | undefined;
  readonly sdk?: PageSdk | undefined;
  readonly channelAdapter?: ChannelAdapter | undefined;
}): { appId: string; sdk: PageSdk | null } {
  return {
    appId: optionOrEnvironment({ option: options.appId, field: "appId", variable: "AGORA_APP_ID" }),
    sdk: options.channelAdapter === undefined ? resolveSdk(options.sdk) : null,
  };
}
