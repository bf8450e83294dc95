import type { DenialReason, SignatureAlgorithm } from "@ostiary/core";
import { denialTable } from "../denial-table.js";
import { otherAlgorithm } from "./algorithm-defects.js";
import type { Defect, DefectGroup } from "./defect.js";
import { defects } from "./defects.js";
import type { DefectId } from "./defects.js";
import { goodTokens } from "./good-tokens.js";
import type { GoodToken } from "./good-tokens.js";
import { opaqueDefects } from "./opaque-defects.js";
import type { OpaqueDefectId } from "./opaque-defects.js";
import type { TokenSource } from "./token-source.js";

/** As much of the catalogue as applies to an issuer, and to an API with its `verifierOptions()`. */
export interface FittingForms {
  /**
   * What such an API must refuse, to be walked by a test of it: the defects that apply to this issuer, each with the refusal to expect
   * of this issuer. Where opaque tokens are taken, those of `opaqueDefects` are among them. Frozen.
   */
  readonly defects: readonly Defect<DefectId | OpaqueDefectId>[];
  /** The forms of a good token of this issuer that are to be accepted. Frozen. */
  readonly goodTokens: readonly GoodToken[];
  /** What of the catalogue is in neither list, by id, and why. */
  readonly notApplicable: Readonly<Record<string, string>>;
}

/** What about an issuer, and how it is trusted, decides which forms apply and how they are refused. */
export interface IssuerTraits {
  /** Those that are accepted; `undefined` for those that the verifier accepts by default. */
  readonly algorithms: readonly SignatureAlgorithm[] | undefined;
  /** Whether JWTs are taken by their signature, or asked about. */
  readonly takesJwts: boolean;
  /** Why a token in an opaque form is refused that nobody issued; `undefined` if no such form is taken. */
  readonly unknownOpaque: DenialReason | undefined;
  /** Whether its usual access tokens are opaque. */
  readonly issuesOpaque: boolean;
  /** Whether the answer about an opaque token may name no audience. */
  readonly lacksOpaqueAudience: boolean;
  /** Whether what roles or permissions are called is a scope too. */
  readonly rolesGrant: boolean;
  /** Whether some defects cannot be made, since its tokens are encrypted or it has none. */
  readonly hasNoParts: boolean;
  /** Whether its access tokens have the header type `at+jwt`, and whether they must. */
  readonly isTyped: boolean;
  readonly requiresType: boolean;
  readonly requiresJti: boolean;
  /** Whether its logout tokens have no header type of their own, and are taken for what they are all the same. */
  readonly hasUntypedLogoutToken: boolean;
  /** What does not apply, by id, and why. */
  readonly except: Readonly<Record<string, string>>;
  /** What is refused for another reason than in the catalogue, by id. */
  readonly denials: Readonly<Record<string, DenialReason>>;
}

/** Adds to an issuer what fits it, which is found when it is first asked for. */
export function addFittingForms<As extends TokenSource>(as: As, readTraits: () => IssuerTraits): As & FittingForms {
  let forms: FittingForms | undefined;
  const read = (): FittingForms => (forms ??= fitForms(as, readTraits()));
  return Object.defineProperties(as as As & FittingForms, {
    defects: { enumerable: true, get: () => read().defects },
    goodTokens: { enumerable: true, get: () => read().goodTokens },
    notApplicable: { enumerable: true, get: () => read().notApplicable },
  });
}

function fitForms(as: TokenSource, traits: IssuerTraits): FittingForms {
  const notApplicable: Record<string, string> = {};
  const applies = (form: Defect | GoodToken, obstacle: string | undefined): boolean => {
    const why = obstacle ?? (traits.hasNoParts ? findTrouble(form, as) : undefined);
    if (why !== undefined) notApplicable[form.id] = why;
    return why === undefined;
  };
  const candidates = [...defects, ...(traits.unknownOpaque === undefined ? [] : opaqueDefects)];
  return Object.freeze({
    defects: Object.freeze(
      candidates
        .filter((defect) => applies(defect, findObstacle(defect, as, traits)))
        .map((defect) => expect(defect, findReason(defect, as, traits))),
    ),
    goodTokens: Object.freeze(goodTokens.filter((good) => applies(good, findRefusal(good, traits)))),
    notApplicable: Object.freeze(notApplicable),
  });
}

function findObstacle(defect: Defect, { scope }: TokenSource, traits: IssuerTraits): string | undefined {
  const { id, group, expected, followsAccepted } = defect;
  if (scope === "" && expected.reason === "scope_insufficient") return "the tokens of the issuer grant no scope";
  if (Object.hasOwn(traits.denials, id)) return undefined;
  if (Object.hasOwn(traits.except, id)) return traits.except[id];
  if (traits.issuesOpaque && (followsAccepted || OF_CLAIMS.includes(group))) {
    return "the issuer's tokens are opaque: the defects of the group opaque are those of such tokens";
  }
  if (id === "scope-in-roles" && traits.rolesGrant) return "roles or permissions grant scopes of the same name";
  if (id === "opaque-audience-missing" && traits.lacksOpaqueAudience) {
    return "what is said of an opaque token of this issuer need not name an audience";
  }
  return undefined;
}

function findReason({ id, group, expected }: Defect, { signingKey }: TokenSource, traits: IssuerTraits): DenialReason {
  const { denials, unknownOpaque, takesJwts, algorithms } = traits;
  if (Object.hasOwn(denials, id)) return denials[id] ?? expected.reason;
  // To these the signature of a JWT cannot be seen, so that they count as opaque.
  if (unknownOpaque !== undefined && WITHOUT_FORM.includes(id)) return unknownOpaque;
  if (!takesJwts && JWT_GROUPS.includes(group) && expected.reason !== "unknown_issuer") return "malformed_token";
  const algorithm = id === "dpop-proof" ? "ES256" : id === OTHER_KEY ? otherAlgorithm(signingKey) : undefined;
  if (algorithm !== undefined && algorithms?.includes(algorithm) === false) return "algorithm_not_allowed";
  if (id === "logout-token" && traits.hasUntypedLogoutToken) return "not_an_access_token";
  return traits.requiresType && SHOWN_BY_CLAIMS.includes(id) ? "unexpected_type" : expected.reason;
}

function findRefusal({ id, form }: GoodToken, traits: IssuerTraits): string | undefined {
  if (Object.hasOwn(traits.except, id)) return traits.except[id];
  if (form !== "any" && traits.issuesOpaque) return "the issuer's tokens are opaque";
  if (form === "typed" && !traits.isTyped) return "the issuer's tokens have another type";
  if (traits.requiresType && (id === "type-jwt" || id === "type-missing")) {
    return "access tokens of this issuer are known by their type";
  }
  return id === "jti-missing" && traits.requiresJti ? "access tokens of this issuer have a jti" : undefined;
}

function expect<D extends Defect>(defect: D, reason: DenialReason): D {
  if (reason === defect.expected.reason) return defect;
  const { status, error } = denialTable[reason];
  return { ...defect, expected: { status, error, reason } };
}

function findTrouble(form: Defect | GoodToken, as: TokenSource): string | undefined {
  try {
    form.make(as);
    return undefined;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

/** What these change in a token stands in the answer about it, if it is opaque: the group `opaque` is for that. */
const OF_CLAIMS: readonly DefectGroup[] = ["issuer", "audience", "time", "scope", "binding"];
/** Of these everything is a JWT, with a signature or without. */
const JWT_GROUPS: readonly DefectGroup[] = ["structure", "signature", "key", "kind"];
const WITHOUT_FORM: readonly string[] = ["unknown-token", "algorithm-missing", "opaque-unknown"];
/** Tokens with the type JWT, or none, whose kind nothing else of their header tells. */
const SHOWN_BY_CLAIMS: readonly string[] = ["id-token-without-nonce", "userinfo-jwt"];
const OTHER_KEY = "algorithm-of-other-key";
