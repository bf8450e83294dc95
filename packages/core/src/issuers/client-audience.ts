import type { IssuerOptions } from "../options.js";
import type { PresetOptions } from "./preset-options.js";

/** What presets take of servers that write the id of the client into `aud` of access tokens. */
export interface ClientAudiencePresetOptions extends PresetOptions {
  /**
   * The clients whose tokens are taken: what stands in `aud`, unless the server was told otherwise. An allow-list of clients,
   * and not a name of this API: every API that lists the same client takes the same tokens. They are the audience then,
   * whatever the verifier says. Default: `audience`.
   */
  readonly clientIds?: readonly string[];
}

/** What is wrong with `clientIds` beside the other options. */
export function findClientAudienceProblems({ audience, clientIds }: ClientAudiencePresetOptions): string[] {
  return audience !== undefined && clientIds !== undefined
    ? ["audience and clientIds exclude each other: either this API stands in aud, or the client does"]
    : [];
}

/** Who must be in `aud`, and where the client of a token is named. */
export function toClientAudience({
  audience,
  clientIds,
}: ClientAudiencePresetOptions): Pick<IssuerOptions, "audience" | "clientClaims"> {
  if (clientIds !== undefined) return { audience: clientIds, clientClaims: ["client_id", "aud"] };
  return { ...(audience === undefined ? {} : { audience }), clientClaims: ["client_id"] };
}
