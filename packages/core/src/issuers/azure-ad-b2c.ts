import type { IssuerOptions } from "../options.js";
import { audienceRule, type AudienceRule } from "../options/audience-rule.js";
import { toGuidProblems, audiences, NOT_SET, guid, listOf, optional, text } from "./option-rules.js";
import { hostName, toHost } from "./place-rules.js";
import { type PresetOptions, toAudience } from "./preset-options.js";
import { checkPresetOptions } from "./preset-problems.js";

/** What {@link azureAdB2c} takes besides the policies. */
interface AzureAdB2cCommonOptions extends PresetOptions {
  /** The name of the tenant: `acme` of `acme.onmicrosoft.com` and `acme.b2clogin.com`. */
  readonly tenantName: string;
  /** The id of the tenant, a GUID. */
  readonly tenantId: string;
  /** A custom domain in place of `acme.b2clogin.com`. Default: none. */
  readonly domain?: string;
  /** Who this API is in `aud`: its application (client) id, a GUID. Default: what the verifier says. */
  readonly audience?: string | readonly string[];
}

/** What {@link azureAdB2c} takes if all policies write the same issuer. */
export interface AzureAdB2cOptions extends AzureAdB2cCommonOptions {
  /** The user flow or custom policy whose keys sign the tokens: `B2C_1_signin`. With several take any whose keys are the same. */
  readonly policy: string;
}

/** What {@link azureAdB2c} takes if each policy writes an issuer of its own. */
export interface AzureAdB2cPoliciesOptions extends AzureAdB2cCommonOptions {
  /** The user flows and custom policies whose tokens are taken, set to the issuer with `/tfp/`: `["B2C_1_signin"]`. */
  readonly policies: readonly string[];
}

/**
 * Azure AD B2C.
 *
 * Metadata and keys belong to a policy (a user flow or a custom policy), the issuer to the tenant: by default all policies
 * write the same `iss`. So there are two ways to configure it.
 *
 * - `policy`: the issuer of the tenant, verified by the keys of one policy. User flows share their keys, so the tokens of
 *   the others pass too; which policy it was stands in `tfp` and is not checked. To check it, add
 *   `checks: [(token) => (token.claims["tfp"] === "B2C_1_signin" ? PASS : deny("claims_rejected", "another policy"))]`.
 *   Tokens of a custom policy with keys of its own do not pass.
 * - `policies`: an issuer for each, which is certain. It takes a setting in the properties of every one: "Issuer (iss) claim"
 *   with `/tfp/` in it.
 *
 * @example
 * ```ts
 * createVerifier({
 *   issuer: azureAdB2c({
 *     tenantName: "acme",
 *     tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47",
 *     policies: ["B2C_1_signin", "B2C_1_edit"],
 *   }),
 *   audience: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
 * });
 * ```
 *
 * Not certain: access tokens may have a `nonce`, as ID tokens do; they are told apart by `azp`, which ID tokens never have.
 * A custom policy can add claims of any name to either.
 *
 * @throws ConfigurationError - naming everything that is wrong with the options.
 */
export function azureAdB2c(options: AzureAdB2cOptions): IssuerOptions;
export function azureAdB2c(options: AzureAdB2cPoliciesOptions): readonly IssuerOptions[];
export function azureAdB2c(
  options: AzureAdB2cOptions | AzureAdB2cPoliciesOptions,
): IssuerOptions | readonly IssuerOptions[] {
  checkPresetOptions<AzureAdB2cCommonOptions & { policy?: string; policies?: readonly string[] }>(
    "azureAdB2c",
    options,
    {
      rules: {
        tenantName: text({ example: "acme", pattern: /^[a-z0-9]+$/i }),
        tenantId: guid,
        policy: optional(policyName),
        policies: optional(listOf(policyName)),
        domain: optional(hostName("login.acme.example")),
        audience: audiences,
      },
      together: ({ policy, policies }) =>
        (policy === undefined) === (policies === undefined)
          ? [`give either policy, or policies if each of them is set to the issuer with /tfp/ ${NOT_SET}`]
          : [],
    },
  );
  const place = toPlace(options);
  const { policy, policies = [] }: { policy?: string; policies?: readonly string[] } = options;
  if (policy !== undefined) return { issuer: `${place.ofTenant}/v2.0/`, ...toPolicy(policy, options) };
  return policies.map((name) => ({
    // Here the name of the policy is in lower case, however it was created.
    issuer: `${place.ofPolicies}/${name.toLowerCase()}/v2.0/`,
    ...toPolicy(name, options),
  }));
}

function toPolicy(policy: string, options: AzureAdB2cCommonOptions): Omit<IssuerOptions, "issuer"> {
  return {
    metadataUrl: `${toPlace(options).ofMetadata}/${policy}/v2.0/.well-known/openid-configuration`,
    algorithms: ["RS256"],
    tokenKind: "strict",
    scopeClaims: ["scp"],
    clientClaims: ["azp"],
    requiredClaims: ["azp"],
    rejectedClaims: ["at_hash", "c_hash"],
    ...toAudience(options),
    [audienceRule]: ofApplicationIds,
  };
}

interface Places {
  readonly ofTenant: string;
  readonly ofPolicies: string;
  readonly ofMetadata: string;
}

function toPlace({ tenantName, tenantId, domain }: AzureAdB2cCommonOptions): Places {
  const name = tenantName.toLowerCase();
  const id = tenantId.toLowerCase();
  const origin = `https://${toHost(domain ?? `${name}.b2clogin.com`)}`;
  return {
    ofTenant: `${origin}/${id}`,
    ofPolicies: `${origin}/tfp/${id}`,
    ofMetadata: `${origin}/${name}.onmicrosoft.com`,
  };
}

const ofApplicationIds: AudienceRule = (names) =>
  toGuidProblems(names).map((problem) => `${problem}: tokens name the API by its application (client) id`);

const policyName = text({ example: "B2C_1_signin", pattern: /^b2c_1a?_[\w-]+$/i });
