import type { IssuerOptions } from "../options.js";

/** What `logto()` takes. */
export interface LogtoOptions {
  readonly endpoint: string;
}

/** To be written. */
export function logto({ endpoint }: LogtoOptions): IssuerOptions {
  return { issuer: `${endpoint}/oidc`, algorithms: ["ES384"], tokenKind: "rfc9068" };
}
