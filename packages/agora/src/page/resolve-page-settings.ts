import { createRequire } from "node:module";
import { join } from "node:path";
import { optionOrEnvironment } from "@hybrid-stream/provider-kit";
import { HybridStreamError, Secret } from "@hybrid-stream/spec";
import { buildRtcToken } from "../token/rtc-token.js";
import type { BuildPageToken, PageHandlerOptions, PageSdk } from "./page-options.js";

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

type Undefinable<T> = { readonly [Key in keyof T]?: T[Key] | undefined };
type FromOutside = Pick<PageHandlerOptions, "appId" | "appCertificate" | "buildToken" | "sdk" | "channelAdapter">;

function resolveBuildToken(options: Undefinable<FromOutside>, appId: string): BuildPageToken {
  if (options.buildToken !== undefined) return options.buildToken;
  const option = options.appCertificate;
  const appCertificate = new Secret(
    optionOrEnvironment({ option, field: "appCertificate", variable: "AGORA_APP_CERTIFICATE" }),
  );
  return (request) => buildRtcToken({ ...request, appId, appCertificate, role: "subscriber" }).token;
}

/**
 * What of the options may come from outside: App ID and App Certificate from the environment, the SDK from an
 * installed package.
 *
 * @throws `invalid-options` for `appId`, `appCertificate` and `sdk`.
 */
export function resolvePageSettings(options: Undefinable<FromOutside>): {
  appId: string;
  buildToken: BuildPageToken;
  sdk: PageSdk | null;
} {
  const appId = optionOrEnvironment({ option: options.appId, field: "appId", variable: "AGORA_APP_ID" });
  const buildToken = resolveBuildToken(options, appId);
  return { appId, buildToken, sdk: options.channelAdapter === undefined ? resolveSdk(options.sdk) : null };
}
