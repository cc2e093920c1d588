import { data, empty, notFound } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import type { Account, SimulatedSigningKey } from "../world/account.js";
import { pageOf } from "./pages.js";

const root = "/system/v1/signing-keys";

const viewOf = ({ id, createdAt }: SimulatedSigningKey) => ({
  id,
  created_at: String(Math.floor(createdAt.getTime() / 1000)),
});

/** Signing keys. The private part is in the answer to the creation and nowhere else. */
export function signingKeyEndpoints(account: Account): Endpoint[] {
  const { signingKeys } = account;
  const onOne =
    (respond: (key: SimulatedSigningKey) => Response) =>
    ({ parts }: Call): Response => {
      const key = signingKeys.get(parts.id ?? "");
      return key ? respond(key) : notFound();
    };
  return [
    {
      operation: "createSigningKey",
      method: "POST",
      path: root,
      respond: () => {
        const { key, privateKey } = account.createSigningKey();
        return data({ ...viewOf(key), private_key: privateKey }, 201);
      },
    },
    {
      operation: "listSigningKeys",
      method: "GET",
      path: root,
      respond: ({ url }) => data(pageOf([...signingKeys.values()].map(viewOf), url)),
    },
    { operation: "getSigningKey", method: "GET", path: `${root}/:id`, respond: onOne((key) => data(viewOf(key))) },
    {
      operation: "deleteSigningKey",
      method: "DELETE",
      path: `${root}/:id`,
      respond: onOne(({ id }) => {
        signingKeys.delete(id);
        return empty();
      }),
    },
  ];
}
