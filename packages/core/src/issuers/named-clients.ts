import type { IssuerOptions } from "../options.js";
import { listOf, type OptionRule } from "./option-rules.js";

/**
 * The clients whose tokens are taken. For servers whose tokens do not name this API in `aud`: there it has to be said, and
 * `any` is the explicit wish to take those of every client the server has, or will have.
 */
export type NamedClients = readonly string[] | "any";

/** A list of clients, each held to `rule`, or `any`. */
export function namedClients(rule: OptionRule): OptionRule {
  return (value) => {
    const problem = value === "any" ? undefined : listOf(rule)(value);
    return problem === undefined ? undefined : `${problem}, or be "any"`;
  };
}

/** `allowedClients` of an issuer, unless it is `any`. */
export function toNamedClients(clients: NamedClients): Pick<IssuerOptions, "allowedClients"> {
  return clients === "any" ? {} : { allowedClients: clients };
}
