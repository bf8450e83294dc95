import { isListOf, toList } from "./internal/option-problems.js";
import type { IssuerOptions, IssuerPolicyOptions } from "./options.js";

/** The names an issuer may set for itself or leave to the verifier. */
export const ISSUER_POLICY_NAMES: readonly (keyof IssuerPolicyOptions)[] = [
  "audience",
  "soleAudience",
  "algorithms",
  "tokenKind",
  "acceptedTypes",
  "requiredClaims",
  "optionalClaims",
  "rejectedClaims",
  "allowedClients",
  "clientClaims",
  "idTokenAudiences",
  "scopeClaims",
  "permissionClaims",
  "requireEncryption",
  "maxLifetimeSeconds",
];

/**
 * What the tokens of an issuer are held to: what it says itself, else what is said beside `issuer`.
 *
 * Lists that can only refuse tokens hold together: nobody who wrote one down expects another to put it out of force. So a token
 * needs all `requiredClaims`, none of the `rejectedClaims`, and a client that both `allowedClients` name.
 */
export function toIssuerPolicy(shared: IssuerPolicyOptions, own: IssuerOptions): IssuerPolicyOptions {
  const picked = pickPolicy(own);
  const both = LISTS_TOGETHER.filter((name) => shared[name] !== undefined && picked[name] !== undefined);
  return pickPolicy({
    ...pickPolicy(shared),
    ...picked,
    ...Object.fromEntries(both.map((name) => [name, joinLists(name, shared[name], picked[name])])),
    ...toOptionalClaims(shared, own),
  });
}

/** Where `allowedClients` of both places have no client in common. */
export function findSharedProblems(
  { allowedClients: shared }: IssuerPolicyOptions,
  { allowedClients: own }: IssuerPolicyOptions,
): string[] {
  if (!isNames(shared) || !isNames(own) || own.some((client) => shared.includes(client))) return [];
  return [
    "allowedClients: none of its own is among those beside issuer, so that no client could call: name those of this issuer here, and leave them out beside issuer",
  ];
}

/** What is said beside `issuer` and taken by no issuer, since each says it itself. */
export function findIdleOptions(shared: IssuerPolicyOptions, issuers: readonly IssuerOptions[]): string[] {
  const isTogether = new Set<string>(LISTS_TOGETHER);
  const idle = ISSUER_POLICY_NAMES.filter(
    (name) =>
      !isTogether.has(name) && shared[name] !== undefined && issuers.every((issuer) => issuer[name] !== undefined),
  );
  return [
    ...idle.map(
      (name) =>
        `${name} beside issuer has no effect, since every issuer has its own: give it to the issuer it is for, issuer: { ...preset(...), ${name}: ... }`,
    ),
    ...(idle.includes("tokenKind") ? [] : findIdleKind(shared, issuers)),
  ];
}

/** An issuer of opaque tokens alone may have that of its introspection in place of its own. */
function findIdleKind({ tokenKind }: IssuerPolicyOptions, issuers: readonly IssuerOptions[]): string[] {
  const isTaken = issuers.some(
    (issuer) =>
      issuer.tokenKind === undefined &&
      (issuer.tokenFormat !== "opaque" || issuer.introspection?.tokenKind === undefined),
  );
  return tokenKind === undefined || isTaken || issuers.length === 0
    ? []
    : [
        "tokenKind beside issuer has no effect, since every issuer has its own, for opaque tokens that of its introspection: leave it out",
      ];
}

/** Lists that are wrong are not joined: whoever reads them has to find that out. */
function joinLists(name: (typeof LISTS_TOGETHER)[number], shared: unknown, own: unknown): unknown {
  if (!isListOf(shared, isEntry)) return shared;
  if (!isListOf(own, isEntry)) return own;
  if (name !== "allowedClients") return [...new Set([...own, ...shared])];
  const common = own.filter((client) => shared.includes(client));
  return common.length === 0 ? own : common;
}

/** A claim that is required beside `issuer` is so of every issuer. */
function toOptionalClaims(shared: IssuerPolicyOptions, own: IssuerOptions): Loose<"optionalClaims"> {
  const { optionalClaims } = own;
  if (!isNames(optionalClaims)) return {};
  const required = toList<unknown>(shared.requiredClaims).filter(
    (name) => !toList<unknown>(own.requiredClaims).includes(name),
  );
  const left = optionalClaims.filter((name) => !required.includes(name));
  return { optionalClaims: left.length === 0 ? undefined : left };
}

/** The options before those that are `undefined` are left out. */
type Loose<Name extends keyof IssuerPolicyOptions> = { readonly [N in Name]?: IssuerPolicyOptions[N] | undefined };

function pickPolicy(options: Loose<keyof IssuerPolicyOptions>): IssuerPolicyOptions {
  return Object.fromEntries(
    ISSUER_POLICY_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}

function isNames(list: unknown): list is readonly string[] {
  return isListOf(list, (entry) => typeof entry === "string" && entry !== "");
}

function isEntry(entry: unknown): boolean {
  return (typeof entry === "string" && entry !== "") || isNames(entry);
}

const LISTS_TOGETHER = ["requiredClaims", "rejectedClaims", "idTokenAudiences", "allowedClients"] as const;
