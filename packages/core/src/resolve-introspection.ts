import { dangerouslyAcceptAnyAudience, dangerouslyAcceptMissingAudience } from "./danger.js";
import { findIntrospectionProblems, INTROSPECTION_DEFAULTS } from "./introspection/introspection-options.js";
import type {
  ClientAuthentication,
  IntrospectionOptions,
  IssuerOptions,
  IssuerPolicyOptions,
  TokenFormat,
  TokenKindPolicy,
} from "./options.js";
import { presetTokenKind } from "./options/preset-token-kind.js";
import { toProfileClaims } from "./resolve-claim-policy.js";
import { findMisplacedSwitches } from "./resolve-switches.js";
import type { IntrospectionClient } from "./seams/introspection-client.js";
import type { TokenCache } from "./seams/token-cache.js";

/** How an issuer is asked about tokens: complete and checked. */
export interface ResolvedIntrospection {
  /** Who we are to the endpoint; `undefined` if and only if `client` asks in a way of its own. */
  readonly authentication: ClientAuthentication | undefined;
  readonly client: IntrospectionClient | undefined;
  /** `undefined` if metadata say where it is. */
  readonly endpoint: string | undefined;
  readonly prefixes: readonly string[];
  readonly tokenTypeHint: string | false;
  readonly signedResponse: boolean;
  readonly requireTokenType: boolean;
  readonly requireTokenUse: boolean;
  /** That of answers; JWTs of the issuer may have another. */
  readonly tokenKind: TokenKindPolicy;
  /** What RFC 9068 §2.2 asks for, of answers; none unless `tokenKind` says so. */
  readonly profileClaims: readonly string[];
  readonly acceptMissingAudience: boolean;
  readonly cache: TokenCache | undefined;
  readonly limits: typeof INTROSPECTION_DEFAULTS;
}

/**
 * Fills in the defaults of options that {@link findTokenFormatProblems} has nothing against.
 *
 * @param policy - That of the issuer.
 */
export function resolveIntrospection(
  options: IntrospectionOptions,
  policy: Pick<IssuerPolicyOptions, "tokenKind" | "optionalClaims">,
): ResolvedIntrospection {
  const tokenKind = toAnswerKind(options, policy);
  const numbers = Object.keys(INTROSPECTION_DEFAULTS).flatMap((name) => {
    const value = options[name as keyof typeof INTROSPECTION_DEFAULTS];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.freeze({
    authentication: options.authentication,
    client: options.client,
    endpoint: options.endpoint,
    prefixes: Object.freeze([...(options.prefixes ?? [])]),
    tokenTypeHint: options.tokenTypeHint ?? "access_token",
    signedResponse: options.signedResponse ?? false,
    requireTokenType: options.requireTokenType ?? false,
    requireTokenUse: options.requireTokenUse ?? false,
    tokenKind,
    profileClaims: toProfileClaims({ ...policy, tokenKind }),
    acceptMissingAudience: options[dangerouslyAcceptMissingAudience] === true,
    cache: options.cache,
    limits: Object.freeze({ ...INTROSPECTION_DEFAULTS, ...Object.fromEntries(numbers) }),
  });
}

/** Which tokens of an issuer are taken, if it does not say. */
export function toTokenFormat({ tokenFormat, introspection }: IssuerOptions): TokenFormat {
  return tokenFormat ?? (introspection === undefined ? "jwt" : "both");
}

/** How much evidence is asked for: of JWTs, if the issuer's are taken, and of answers, if it is asked about tokens. */
export function toTokenKinds(
  issuer: Pick<IssuerOptions, "tokenFormat" | "introspection">,
  policy: Pick<IssuerPolicyOptions, "tokenKind">,
): readonly TokenKindPolicy[] {
  const { tokenFormat, introspection } = issuer;
  return [
    ...(tokenFormat === "opaque" ? [] : [policy.tokenKind ?? "balanced"]),
    ...(introspection === undefined ? [] : [toAnswerKind(introspection, policy)]),
  ];
}

/** A preset knows what fits the issuer as it describes it. Whoever says otherwise of the issuer means all of its tokens. */
function toAnswerKind(
  options: IntrospectionOptions | null,
  { tokenKind = "balanced" }: Pick<IssuerPolicyOptions, "tokenKind">,
): TokenKindPolicy {
  const preset = options?.[presetTokenKind];
  return options?.tokenKind ?? (preset?.forTokenKind === tokenKind ? preset.introspected : tokenKind);
}

interface TokenJudging {
  readonly tokenFormat?: TokenFormat | undefined;
  readonly introspection?: Pick<IntrospectionOptions, "signedResponse"> | undefined;
}

/** Whether its keys are needed. A token that is asked about needs none, unless the answer is signed. */
export function needsKeys({ tokenFormat, introspection }: TokenJudging): boolean {
  return tokenFormat !== "opaque" || introspection?.signedResponse === true;
}

/** All that is wrong with how an issuer's tokens are to be judged, each with the way to mend it. */
export function findTokenFormatProblems(
  issuer: IssuerOptions,
  { audience }: Pick<IssuerPolicyOptions, "audience">,
): string[] {
  const { introspection, tokenFormat } = issuer;
  if (tokenFormat !== undefined && !TOKEN_FORMATS.includes(tokenFormat)) {
    return [`tokenFormat must be one of ${TOKEN_FORMATS.join(", ")}`];
  }
  if (introspection === undefined) {
    const isJwt = tokenFormat === undefined || tokenFormat === "jwt";
    return isJwt ? [] : [`tokenFormat "${tokenFormat}" needs introspection: say how to ask the issuer`];
  }
  return [
    ...findContradictions(issuer),
    ...findIdleKind(issuer),
    ...findIntrospectionProblems(introspection),
    ...findMisplacedSwitches(introspection ?? {}, "introspection").map((problem) => `introspection: ${problem}`),
    ...findSignedProblems(introspection, audience),
  ];
}

/** A signed answer says whom it is for (RFC 9701 §5): we must have a name to look for. */
function findSignedProblems(
  introspection: IntrospectionOptions | null,
  audience: IssuerPolicyOptions["audience"],
): string[] {
  const { signedResponse, authentication } = introspection ?? {};
  const hasName = typeof authentication === "object" && authentication !== null && "clientId" in authentication;
  const hasAudience = audience !== undefined && audience !== dangerouslyAcceptAnyAudience;
  if (signedResponse !== true || hasName || hasAudience) return [];
  return ["introspection: signedResponse needs a clientId or an audience: nothing else could be in aud of the answers"];
}

/** One that a preset gave does not count: nobody wrote it down. */
function findIdleKind({ tokenFormat, tokenKind, introspection }: IssuerOptions): string[] {
  const isGiven = tokenKind !== undefined && introspection?.[presetTokenKind]?.forTokenKind !== tokenKind;
  if (tokenFormat !== "opaque" || introspection?.tokenKind === undefined || !isGiven) return [];
  return ['tokenKind has no effect with tokenFormat "opaque", since introspection has its own: leave one of them out'];
}

function findContradictions(issuer: IssuerOptions): string[] {
  const { introspection, tokenFormat } = issuer;
  if (tokenFormat === "jwt") return ['introspection and tokenFormat "jwt" exclude each other: nothing would be asked'];
  const isUrl = /^https?:/i.test(issuer.issuer) || issuer.metadataUrl !== undefined;
  const isPlaceKnown = isUrl || introspection?.endpoint !== undefined || introspection?.client !== undefined;
  const sources = ["jwks", "jwksUri", "keySource"] as const;
  const useless = sources.filter((name) => issuer[name] !== undefined);
  return [
    ...(isPlaceKnown
      ? []
      : ["introspection: say where it is asked, endpoint or metadataUrl, since the issuer is no URL"]),
    ...(!needsKeys(issuer) && useless.length > 0
      ? [`tokenFormat "opaque" needs no keys: leave out ${useless.join(", ")}`]
      : []),
  ];
}

const TOKEN_FORMATS: readonly TokenFormat[] = ["jwt", "opaque", "both", "introspect-all"];
