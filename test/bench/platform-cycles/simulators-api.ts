/** Where the simulated accounts are, and what they accept. */
export interface SimulatedAccounts {
  readonly mux: { readonly url: string; readonly tokenId: string; readonly tokenSecret: string };
  readonly cloudflare: { readonly apiBaseUrl: string; readonly accountId: string; readonly apiToken: string };
  readonly ivs: { readonly url: string; readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What the simulators' process does when asked. */
export interface SimulatorsApi {
  accounts(none: null): Promise<SimulatedAccounts>;
}
