import { dangerouslyAcceptMissingAudience } from "../danger.js";
import type { IssuerOptions } from "../options.js";
import { type AsScopes, toPermissionClaims, asScopesRule } from "./as-scopes.js";
import { audiences, listOf, text } from "./option-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link cognito} takes. */
export interface CognitoOptions extends PresetOptions {
  /** The region of the user pool: `eu-west-1`. */
  readonly region: string;
  /** The id of the user pool: `eu-west-1_Abc123`. */
  readonly userPoolId: string;
  /** The ids of the app clients whose tokens are taken. */
  readonly clientIds: readonly string[];
  /**
   * Who this resource server is in `aud`, if all clients ask for tokens with the parameter `resource`: tokens without `aud`
   * are then refused. Default: a token without `aud` is taken if it is of one of `clientIds`, and of one with `aud` the
   * audience of the verifier is asked.
   */
  readonly audience?: string | readonly string[];
  /** Count the groups of the user as scopes too, each with a prefix: `{ prefix: "group:" }`. Default: they count for nothing. */
  readonly groupsAsScopes?: AsScopes;
}

/**
 * A user pool of Amazon Cognito.
 *
 * Its access tokens name no audience, unless clients ask with the parameter `resource`: the clients are the audience. A
 * token of any other app client of the pool is refused. What a token may do at this API is in its scopes, which begin with
 * the identifier of a resource server of the pool: `orders/read`; ask for one on each route.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: cognito({ region: "eu-west-1", userPoolId: "eu-west-1_Abc123", clientIds: ["7e89f0d8a1b2c3d4e5f6g7h8i9"] }),
 * });
 * ```
 *
 * Not certain: tokens that were got without managed login have `aws.cognito.signin.user.admin` for their only scope. Regions
 * outside the standard partition may have another domain: override `issuer` for these.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function cognito(options: CognitoOptions): IssuerOptions {
  checkPresetOptions("cognito", options, {
    rules: {
      region: text({ example: "eu-west-1", pattern: /^[a-z]{2,}(-[a-z]+)+-\d+$/ }),
      userPoolId: text({ example: "eu-west-1_Abc123", pattern: /^[\w-]+_[A-Za-z0-9]+$/ }),
      clientIds: listOf(text({ example: "7e89f0d8a1b2c3d4e5f6g7h8i9", pattern: /^[\w+]+$/ })),
      audience: audiences,
      groupsAsScopes: asScopesRule,
    },
    together: ({ region, userPoolId }) =>
      userPoolId.startsWith(`${region}_`)
        ? []
        : [`userPoolId ${JSON.stringify(userPoolId)} is not of region ${JSON.stringify(region)}: mend one of them`],
  });
  const { region, userPoolId, clientIds, audience, groupsAsScopes } = options;
  return {
    issuer: `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`,
    algorithms: ["RS256"],
    tokenKind: "strict",
    scopeClaims: ["scope"],
    clientClaims: ["client_id"],
    requiredClaims: ["token_use", "client_id"],
    rejectedClaims: ["nonce", "at_hash", "c_hash"],
    allowedClients: clientIds,
    ...(audience === undefined ? { [dangerouslyAcceptMissingAudience]: true } : {}),
    ...toAudience(options),
    ...toPermissionClaims([{ path: ["cognito:groups"], as: groupsAsScopes }]),
  };
}
