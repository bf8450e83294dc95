import { showUrl } from "../internal/show-url.js";
import type { ResolvedIssuer } from "../resolve-issuers.js";
import type { DescribedCheck } from "./description.js";
import { describeAnswers } from "./introspection-rows.js";
import { describeKind, describeTypes } from "./kind-rows.js";
import { type AnyOptions, quoted, row, type RowsBySetting } from "./rows.js";

/** An issuer among the others of its verifier. */
export interface IssuerSubject {
  readonly issuer: ResolvedIssuer;
  readonly options: AnyOptions;
}

/** What the tokens of one issuer are held to, by the setting that says it, in the order in which it is checked. */
export const ISSUER_ROWS: RowsBySetting<keyof ResolvedIssuer, IssuerSubject> = {
  issuer: { rows: ({ issuer }) => [row("issuer", `iss is exactly ${quoted([issuer.issuer])}`, "RFC 9068 §4")] },
  tokenFormat: { rows: ({ issuer }) => [row("token format", FORMATS[issuer.tokenFormat])] },
  requireEncryption: { rows: describeEncryption },
  algorithms: {
    rows: ({ issuer }) =>
      needsSignature(issuer) ? [row("algorithm", `alg is one of ${quoted(issuer.algorithms)}`, "RFC 8725 §3.1")] : [],
  },
  acceptedTypes: { rows: ({ issuer }) => describeTypes(issuer) },
  keySource: { rows: describeKeys },
  metadataUrl: { describedWith: "keySource" },
  jwksUri: { describedWith: "keySource" },
  jwks: { describedWith: "keySource" },
  introspection: { rows: ({ issuer }) => describeAnswers(issuer) },
  tokenKind: { rows: ({ issuer }) => describeKind(issuer) },
  idTokenAudiences: { describedWith: "tokenKind" },
  ignoreIdTokenEvidence: { describedWith: "tokenKind" },
  audience: { rows: ({ issuer }) => [row("audience", describeAudience(issuer), "RFC 9068 §4, RFC 7519 §4.1.3")] },
  soleAudience: { describedWith: "audience" },
  acceptMissingAudience: { describedWith: "audience" },
  maxLifetimeSeconds: { rows: describeLifetime },
  profileClaims: { rows: describeProfile },
  requiredClaims: { rows: describeRequired },
  rejectedClaims: {
    rows: ({ issuer: { rejectedClaims } }) =>
      rejectedClaims.length === 0 ? [] : [row("rejected claims", `none of ${quoted(rejectedClaims)}`)],
  },
  allowedClients: { rows: describeClients },
  clientClaims: { describedWith: "allowedClients" },
  clientsMustAgree: { describedWith: "allowedClients" },
  scopeClaims: { rows: describeScopes },
  permissionClaims: { describedWith: "scopeClaims" },
  impliedScopes: { describedWith: "scopeClaims" },
};

const FORMATS: Readonly<Record<ResolvedIssuer["tokenFormat"], string>> = {
  jwt: "JWTs alone, verified by the keys of the issuer",
  opaque: "opaque tokens alone, introspected",
  both: "JWTs, verified by the keys of the issuer, and opaque tokens, introspected",
  "introspect-all":
    "JWTs, verified by the keys of the issuer and introspected as well, and opaque tokens, introspected",
};

function needsSignature({ tokenFormat, introspection }: ResolvedIssuer): boolean {
  return tokenFormat !== "opaque" || introspection?.signedResponse === true;
}

function describeEncryption({ issuer, options: { decryptionKeys } }: IssuerSubject): DescribedCheck[] {
  if (issuer.tokenFormat === "opaque") return [];
  const algorithms = [...new Set(decryptionKeys.map(({ algorithm }) => algorithm))];
  if (algorithms.length === 0) return [row("encryption", "encrypted JWTs are refused: there is no key", "RFC 7516")];
  const opened = `encrypted JWTs are opened by ${count(decryptionKeys.length, "key")} (alg ${quoted(algorithms)})`;
  const plain = issuer.requireEncryption ? "other JWTs are refused" : "other JWTs are taken too";
  return [row("encryption", `${opened}; ${plain}`, "RFC 7516, RFC 9068 §4")];
}

function describeKeys({ issuer, options: { keys } }: IssuerSubject): DescribedCheck[] {
  if (!needsSignature(issuer)) return [];
  const kept = `kept fresh for ${keys.freshSeconds} s unless the server says otherwise, and used for ${keys.staleSeconds} s more while it is down`;
  return [row("keys", `${describeKeyPlace(issuer)}${isFetched(issuer) ? `; ${kept}` : ""}`, "RFC 7517 §5")];
}

function isFetched({ jwks, keySource }: ResolvedIssuer): boolean {
  return jwks === undefined && keySource === undefined;
}

function describeKeyPlace({ jwks, keySource, jwksUri, metadataUrl }: ResolvedIssuer): string {
  if (jwks !== undefined) return `a JWK Set of ${count(jwks.keys.length, "key")} in the settings; nothing is fetched`;
  if (keySource !== undefined) return "a key source of the application";
  if (jwksUri !== undefined) return `the JWK Set at ${showUrl(jwksUri)}`;
  return metadataUrl === undefined
    ? "the JWK Set that the metadata at the issuer's well-known place name"
    : `the JWK Set that the metadata at ${showUrl(metadataUrl)} name`;
}

function describeAudience({ audience, soleAudience, acceptMissingAudience, introspection }: ResolvedIssuer): string {
  if (audience === undefined) return "NOT CHECKED (dangerouslyAcceptAnyAudience)";
  const ours = audience.size === 0 ? "there is none" : `one of aud is exactly ${quoted(audience)}`;
  const sole = soleAudience ? ", and none is another" : "";
  const missing = acceptMissingAudience
    ? "; of a token without aud it is NOT CHECKED (dangerouslyAcceptMissingAudience)"
    : introspection?.acceptMissingAudience === true
      ? "; of an opaque token without aud it is NOT CHECKED (dangerouslyAcceptMissingAudience)"
      : "";
  return `${ours}${sole}${missing}`;
}

function describeLifetime({ issuer, options: { clockToleranceSeconds } }: IssuerSubject): DescribedCheck[] {
  const { maxLifetimeSeconds } = issuer;
  const most =
    maxLifetimeSeconds === undefined ? "" : `; iat is there, and exp at most ${maxLifetimeSeconds} s after it`;
  const ahead = `iat not ahead by more than ${Math.max(60, clockToleranceSeconds)} s`;
  const demands = `exp is there and not over, nbf not to come, with a tolerance of ${clockToleranceSeconds} s, ${ahead}${most}`;
  return [row("lifetime", demands, "RFC 7519 §4.1.4 to §4.1.6")];
}

/** JWTs and opaque tokens may have different policies. */
function describeProfile({ issuer: { tokenFormat, profileClaims, introspection } }: IssuerSubject): DescribedCheck[] {
  const ofJwt = tokenFormat === "opaque" ? [] : profileClaims;
  const ofOpaque = introspection?.profileClaims ?? [];
  const names = ofJwt.length > 0 ? ofJwt : ofOpaque;
  if (names.length === 0) return [];
  const isOfBoth = tokenFormat === "jwt" || tokenFormat === "opaque" || ofJwt.length === ofOpaque.length;
  const which = isOfBoth ? "" : ofJwt.length > 0 ? "of a JWT, " : "of an opaque token, ";
  return [row("profile claims", `${which}${quoted(names)} present and not empty`, "RFC 9068 §2.2")];
}

function describeRequired({ issuer: { requiredClaims } }: IssuerSubject): DescribedCheck[] {
  const names = requiredClaims.map((claim) =>
    typeof claim === "string" ? quoted([claim]) : `one of ${quoted(claim)}`,
  );
  return names.length === 0 ? [] : [row("required claims", `${names.join(", ")} present and not empty`)];
}

function describeClients({ issuer }: IssuerSubject): DescribedCheck[] {
  const { allowedClients, clientClaims, clientsMustAgree } = issuer;
  const named = `named by the first of ${quoted(clientClaims)} that is there`;
  const agreed = clientsMustAgree ? ", and no other of them names another one" : "";
  const demands =
    allowedClients === undefined ? `any, ${named}` : `one of ${quoted(allowedClients)}, ${named}${agreed}`;
  return [row("client", demands, "RFC 9068 §2.2, RFC 8693 §4.3")];
}

function describeScopes({ issuer }: IssuerSubject): DescribedCheck[] {
  const { scopeClaims, permissionClaims, impliedScopes } = issuer;
  const permissions = permissionClaims.map(
    ({ path, prefix }) => `${path.join(" > ")}${prefix === "" ? "" : ` as ${quoted([`${prefix}...`])}`}`,
  );
  const implied = [...impliedScopes].map(([scope, others]) => `${quoted([scope])} grants ${quoted(others)} too`);
  const parts = [
    `what the first of ${quoted(scopeClaims)} says that is there`,
    ...(permissions.length > 0 ? [`the values of ${permissions.join(", ")}`] : []),
    ...implied,
  ];
  return [row("scopes", parts.join("; "), "RFC 6749 §3.3, RFC 9068 §2.2.3")];
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}
