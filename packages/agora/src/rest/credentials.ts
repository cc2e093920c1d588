import { optionOrEnvironment } from "@hybrid-stream/provider-kit";
import { Secret } from "@hybrid-stream/spec";
import type { AgoraOptions } from "./agora-options.js";

function secretFrom(option: string | Secret | undefined, field: string, variable: string): Secret {
  const revealed = option instanceof Secret ? option.reveal() : option;
  return new Secret(optionOrEnvironment({ option: revealed, field, variable }));
}

/** The project's App ID. @throws `invalid-options` naming `appId` and `AGORA_APP_ID`. */
export function appIdOf(options: Pick<AgoraOptions, "appId">): string {
  return optionOrEnvironment({ option: options.appId, field: "appId", variable: "AGORA_APP_ID" });
}

/** What signs tokens. @throws `invalid-options` naming `appCertificate` and `AGORA_APP_CERTIFICATE`. */
export function appCertificateOf(options: Pick<AgoraOptions, "appCertificate">): Secret {
  return secretFrom(options.appCertificate, "appCertificate", "AGORA_APP_CERTIFICATE");
}

/** The account's credentials for the RESTful API. @throws `invalid-options` naming the option and its variable. */
export function customerOf(options: Pick<AgoraOptions, "customerId" | "customerSecret">): {
  readonly id: string;
  readonly secret: Secret;
} {
  const { customerId, customerSecret } = options;
  return {
    id: optionOrEnvironment({ option: customerId, field: "customerId", variable: "AGORA_CUSTOMER_ID" }),
    secret: secretFrom(customerSecret, "customerSecret", "AGORA_CUSTOMER_SECRET"),
  };
}
