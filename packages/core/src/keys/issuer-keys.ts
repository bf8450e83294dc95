import { createCustomKeys } from "./custom-keys.js";
import { createFetchedKeys } from "./fetched-keys.js";
import { createGivenKeys } from "./given-keys.js";
import type { IssuerKeys, IssuerKeysOptions } from "./keys-lifecycle.js";

/** Creates the keys of one issuer. Fetches nothing before the first token, `warmUp` or `health`. */
export function createIssuerKeys(given: IssuerKeysOptions): IssuerKeys {
  const { jwks, keySource, ...rest } = given;
  if (keySource !== undefined) return createCustomKeys({ ...rest, keySource });
  return jwks === undefined ? createFetchedKeys(rest) : createGivenKeys({ ...rest, jwks });
}
