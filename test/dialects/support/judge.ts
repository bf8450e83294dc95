import {
  createVerifier,
  type DenialReason,
  type IssuerOptions,
  type Outcome,
  type TokenKind,
  type TokenKindPolicy,
  type Verifier,
  type VerifierOptions,
} from "@ostiary/core";
import { dangerouslyAcceptAnyAudience, dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { manualClock } from "@ostiary/testing";
import { type Dialect, ISSUED_AT, type Shape } from "@ostiary/testing/dialects";
import { createIssuingServer, INTROSPECTION_ENDPOINT, type IssuingServer, JWKS_URI } from "./issuing-server.js";

/** What a resource server without a preset can choose. Its audience is left aside, so that the kind alone decides. */
export const POLICIES = ["rfc9068", "strict", "balanced", "lenient"] as const satisfies readonly TokenKindPolicy[];

/**
 * The ways in which the same tokens are judged: by each policy without a preset; by the sample as it is; and by the sample
 * with the audience left aside, which shows what the preset tells apart by itself.
 */
export const SET_UPS = [...POLICIES, "preset", "preset without audience"] as const;

export type SetUp = (typeof SET_UPS)[number];

/** What became of a token. */
export type Verdict =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly reason: DenialReason;
      /** The rule that the detail names, such as `R4`. */
      readonly rule: string | undefined;
      readonly tokenKind: TokenKind | undefined;
    };

/** Judges the tokens of a dialect. */
export interface Judge {
  /** What becomes of the token of a shape. Throws if it could not be judged: then the corpus is wrong. */
  judge(setUp: SetUp, shape: Shape): Promise<Verdict>;
  /** The rule that decides what kind of token it is, as an explanation names it; `undefined` if none is asked. */
  findRule(setUp: SetUp, shape: Shape): Promise<string | undefined>;
}

/** Makes a judge whose every set-up is a whole verifier, asking a server that stands in for that of the dialect. */
export function createJudge(dialect: Dialect): Judge {
  const issuers = listIssuers(dialect.options);
  const algorithm = issuers[0]?.algorithms?.[0] ?? dialect.options.algorithms?.[0] ?? "RS256";
  const { decryptionKeys = [] } = dialect.options;
  const claimed = dialect.shapes.flatMap(({ claims }) => (typeof claims["iss"] === "string" ? [claims["iss"]] : []));
  const others = new Set(claimed.filter((name) => issuers.every(({ issuer }) => issuer !== name)));
  const known = [...issuers, ...[...others].map((issuer) => ({ issuer }))];
  const server = createIssuingServer({ issuers: known, algorithm, decryptionKeys });
  const verifiers = new Map<string, Verifier>();
  const tokens = new WeakMap<Shape, Promise<string>>();
  const verifierFor = (setUp: SetUp, shape: Shape): Verifier => {
    const issuer = nameOfIssuer(shape, issuers);
    const place = `${setUp} ${isPolicy(setUp) ? issuer : ""}`;
    const verifier = verifiers.get(place) ?? createVerifier(toOptions(setUp, { dialect, issuer, server }));
    verifiers.set(place, verifier);
    return verifier;
  };
  const tokenOf = (shape: Shape): Promise<string> => {
    const token = tokens.get(shape) ?? server.issue(shape);
    tokens.set(shape, token);
    return token;
  };
  return {
    judge: async (setUp, shape) => {
      const credentials = `Bearer ${await tokenOf(shape)}`;
      const outcome = await verifierFor(setUp, shape).authenticate({ authorization: [credentials] });
      return toVerdict(outcome, `${dialect.server}, ${shape.token}, ${setUp}`);
    },
    findRule: async (setUp, shape) => {
      const { steps } = await verifierFor(setUp, shape).explain(await tokenOf(shape));
      const step = steps.find((step) => (step.step === "kind" || step.step === "answer") && RULE.test(step.says));
      return step === undefined ? undefined : RULE.exec(step.says)?.[0];
    },
  };
}

/** What becomes of the token of a shape, by each of these set-ups. */
export async function judgeAll<Name extends SetUp>(
  { judge }: Judge,
  { shape, setUps }: { readonly shape: Shape; readonly setUps: readonly Name[] },
): Promise<Readonly<Record<Name, Verdict>>> {
  const verdicts = await Promise.all(setUps.map(async (setUp) => [setUp, await judge(setUp, shape)] as const));
  return Object.fromEntries(verdicts) as Record<Name, Verdict>;
}

/** The issuers that options trust, each as an object. */
export function listIssuers({ issuer }: VerifierOptions): readonly IssuerOptions[] {
  const entries = Array.isArray(issuer) ? (issuer as readonly (string | IssuerOptions)[]) : [issuer];
  return (entries as readonly (string | IssuerOptions)[]).map((entry) =>
    typeof entry === "string" ? { issuer: entry } : entry,
  );
}

interface Setting {
  readonly dialect: Dialect;
  readonly issuer: string;
  readonly server: IssuingServer;
}

function toOptions(setUp: SetUp, { dialect, issuer, server }: Setting): VerifierOptions {
  const world = { clock: manualClock(ISSUED_AT + 10), fetch: server.fetch };
  const { options } = dialect;
  if (setUp === "preset") return { ...options, ...world };
  if (setUp === "preset without audience") return { ...withAnyAudience(options), ...world };
  const { decryptionKeys } = options;
  return {
    issuer: withoutPreset(issuer, dialect),
    audience: dangerouslyAcceptAnyAudience,
    tokenKind: setUp,
    ...(decryptionKeys === undefined ? {} : { decryptionKeys }),
    ...world,
  };
}

/** What somebody writes who knows the name of an issuer, and where its keys are if that is no URL. */
function withoutPreset(issuer: string, { shapes }: Dialect): IssuerOptions {
  const isUrl = issuer.startsWith("https://");
  const isIntrospected = shapes.some(({ format }) => format === "opaque");
  const introspection = {
    authentication: { clientId: "api", clientSecret: "made up" },
    ...(isUrl ? {} : { endpoint: INTROSPECTION_ENDPOINT }),
  };
  return { issuer, ...(isUrl ? {} : { jwksUri: JWKS_URI }), ...(isIntrospected ? { introspection } : {}) };
}

function withAnyAudience(options: VerifierOptions): VerifierOptions {
  const issuer = listIssuers(options).map((entry): IssuerOptions => {
    const { [dangerouslyAcceptMissingAudience]: _, soleAudience: __, ...rest } = entry;
    return { ...rest, audience: dangerouslyAcceptAnyAudience };
  });
  const { audience: _, soleAudience: __, ...rest } = options;
  return { ...rest, issuer };
}

function nameOfIssuer({ claims }: Shape, issuers: readonly IssuerOptions[]): string {
  const { iss = issuers[0]?.issuer } = claims as { readonly iss?: unknown };
  return typeof iss === "string" ? iss : "";
}

function isPolicy(setUp: SetUp): setUp is TokenKindPolicy {
  return POLICIES.some((policy) => policy === setUp);
}

function toVerdict(outcome: Outcome, what: string): Verdict {
  if (outcome.kind === "accepted") return { accepted: true };
  if (outcome.kind === "unavailable") throw new Error(`${what}: ${outcome.detail}`, { cause: outcome.cause });
  const { reason, detail, tokenKind } = outcome;
  return { accepted: false, reason, rule: RULE.exec(detail)?.[0], tokenKind };
}

const RULE = /^(?:[RI]\d+[ab]?|no rule)(?=:)/;
