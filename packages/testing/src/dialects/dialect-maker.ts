import { randomBytes } from "node:crypto";
import { checkNames } from "../check-names.js";
import { signCompact } from "../compact-jws.js";
import { FORM_NAMES } from "../introspection/opaque-tokens.js";
import type { OpaqueForm } from "../introspection/opaque-tokens.js";
import { SIGN_NAMES } from "../token-maker.js";
import type { Claims, HowToSign, TokenMaker } from "../token-maker.js";
import { hasScopes } from "./claim-grammar.js";
import { DEFAULT_SCOPE } from "./dialect-profile.js";
import type { DialectProfile } from "./dialect-profile.js";
import type { Dialect, Shape } from "./dialect.js";
import { encryptToken } from "./encrypt-token.js";
import { findShape, firstShape, formatOf } from "./find-dialect.js";
import { makeAnswer, makeClaims, makeJwtClaims } from "./shape-claims.js";

/** How to make a token of a dialect. */
export interface HowToIssue extends HowToSign {
  /** The title of the shape to begin with, as `docs/issuers.md` has it. Default: the first access token. */
  readonly shape?: string;
}

/** Makes the tokens of a dialect. */
export interface DialectMaker extends TokenMaker, ShapeMaker {
  /** What `issue()` grants. */
  readonly scope: string;
  /** What `issue()` begins with, if there is anything. */
  readonly shape: Shape | undefined;
  readonly issue: (changes?: Claims, how?: HowToIssue) => string;
}

/** Makes tokens of a shape. */
interface ShapeMaker {
  readonly issueShape: (shape: Shape, changes?: Claims, how?: HowToSign) => string;
  readonly issueOpaque: (shape: Shape, changes?: Claims, form?: OpaqueForm) => string;
  /** Encrypts what was made like an access token, if the server encrypts these. */
  readonly seal: (token: string) => string;
}

/** @throws TypeError - the dialect has no shape of the title in `profile`. */
export function createDialectMaker(profile: DialectProfile): DialectMaker {
  const { dialect, issuer, audience, signingKey, grammar } = profile;
  const { first, signed } = chooseShapes(profile);
  const chosen = (shape: Shape | undefined = first): Shape => {
    if (shape !== undefined) return shape;
    throw new TypeError(`${dialect.server} issues no access tokens that an API could take: name a shape`);
  };
  const maker = createShapeMaker(profile, signed);
  return {
    ...maker,
    issuer,
    audience,
    shape: first,
    scope: profile.scope ?? (first !== undefined && hasScopes(first.claims, grammar) ? DEFAULT_SCOPE : ""),
    get signingKey() {
      return signingKey();
    },
    now: () => Math.floor(profile.now()),
    header: (how) => makeHeader(signed, how, profile),
    claims: (changes = {}) => makeJwtClaims(chosen(signed ?? first), changes, profile),
    issue: (changes, { shape: title, ...how } = {}) =>
      maker.issueShape(title === undefined ? chosen() : findShape(dialect, title), changes, how),
  };
}

interface Shapes {
  /** What is issued if nothing else is said. */
  readonly first: Shape | undefined;
  /** The same or, if that is opaque, the first that is a JWT: what defective JWTs are made of. */
  readonly signed: Shape | undefined;
}

function chooseShapes({ dialect, shape: title }: { dialect: Dialect; shape: string | undefined }): Shapes {
  const first = title === undefined ? firstShape(dialect, "access_token") : findShape(dialect, title);
  const isSigned = first !== undefined && formatOf(first) === "jwt";
  return { first, signed: isSigned ? first : firstShape(dialect, "access_token", "jwt") };
}

function createShapeMaker(profile: DialectProfile, signed: Shape | undefined): ShapeMaker {
  const { signingKey, register } = profile;
  const sealAs = (token: string, shape: Shape | undefined): string => {
    const [key] = profile.decryptionKeys;
    return key === undefined || shape?.encrypted !== true ? token : encryptToken(token, key);
  };

  function issueOpaque(shape: Shape, changes: Claims = {}, form: OpaqueForm = {}): string {
    checkNames(form, FORM_NAMES, "The form of an opaque token");
    const { prefix = shape.prefix ?? "" } = form;
    const token = prefix + randomBytes(32).toString("base64url");
    register.add(token, makeClaims(shape, changes, profile));
    return token;
  }

  function issueShape(shape: Shape, changes: Claims = {}, how: HowToSign = {}): string {
    if (formatOf(shape) === "opaque" && Object.keys(how).length === 0) return issueOpaque(shape, changes);
    const claims = makeJwtClaims(shape, changes, profile);
    const token = sealAs(signCompact(makeHeader(shape, how, profile), claims, how.key ?? signingKey()), shape);
    // Of others the endpoint knows by their signature what is in them.
    const isUnknown = shape.told !== undefined || shape.encrypted === true;
    if (isUnknown && how.key === undefined) register.add(token, makeAnswer(shape, claims, profile));
    return token;
  }

  return { issueOpaque, issueShape, seal: (token) => sealAs(token, signed) };
}

/** Where only opaque tokens are known, the header of RFC 9068. */
function makeHeader(shape: Shape | undefined, how: HowToSign = {}, { signingKey }: DialectProfile): Claims {
  checkNames(how, [...SIGN_NAMES, "shape"], "How to sign");
  const { key = signingKey(), header, ...named } = how;
  const own = shape === undefined || formatOf(shape) === "opaque" ? { typ: "at+jwt" } : shape.header;
  return { ...own, alg: key.algorithm, kid: key.kid, ...header, ...named };
}
