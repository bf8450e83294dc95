import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { TestIssuer } from "@ostiary/testing";

/** A JWT as it was read. */
export interface Jwt {
  readonly token: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What is signed. */
  readonly input: string;
  readonly signature: Buffer;
}

export type Jwk = Readonly<Record<string, unknown>>;

/** What a request presents. */
export type Credentials = { readonly token: string } | "none" | "malformed";

/** Why a request is refused. */
export interface Refusal {
  readonly status: number;
  readonly error?: string;
  /** What was wrong, if it was a token. */
  readonly why?: string;
  readonly token?: string;
}

/** The steps of an API that checks its tokens itself. Each mistake is another one in place of one of them. */
export interface Steps {
  readCredentials(request: Request): Credentials | Promise<Credentials>;
  /** `undefined` for what is no JWT. */
  parse(token: string): Jwt | undefined;
  isSigned(jwt: Jwt): boolean | Promise<boolean>;
  isIssuer(issuer: unknown): boolean;
  isAudience(audience: unknown): boolean;
  isCurrent(claims: Jwt["claims"]): boolean;
  isAccessToken(jwt: Jwt): boolean;
  isFree(claims: Jwt["claims"]): boolean;
  hasScope(claims: Jwt["claims"]): boolean;
  refuse(refusal: Refusal): Response;
  accept(jwt: Jwt): Response;
}

/** Some of them, made in another way. */
export type Mistake = (as: TestIssuer, sound: Steps) => Partial<Steps>;

/** An API without Ostiary, on `node:crypto` alone: sound, but for the mistake. */
export function createHomeMadeApi(
  as: TestIssuer,
  mistake: Mistake = () => ({}),
): (request: Request) => Promise<Response> {
  const sound = createSteps(as);
  const steps: Steps = { ...sound, ...mistake(as, sound) };
  return async (request) => {
    const credentials = await steps.readCredentials(request);
    if (credentials === "none") return steps.refuse({ status: 401 });
    if (credentials === "malformed") return steps.refuse({ status: 400, error: "invalid_request" });
    const { token } = credentials;
    const invalid = (why: string): Response => steps.refuse({ status: 401, error: "invalid_token", why, token });
    const jwt = steps.parse(token);
    if (jwt === undefined) return invalid("it is no JWT");
    if (!(await steps.isSigned(jwt))) return invalid("the signature is wrong");
    if (!steps.isIssuer(jwt.claims["iss"])) return invalid("the issuer is wrong");
    if (!steps.isAudience(jwt.claims["aud"])) return invalid("the audience is wrong");
    if (!steps.isCurrent(jwt.claims)) return invalid("the time is wrong");
    if (!steps.isAccessToken(jwt)) return invalid("it is no access token");
    if (!steps.isFree(jwt.claims)) return invalid("it is bound to a key");
    if (!steps.hasScope(jwt.claims)) return steps.refuse({ status: 403, error: "insufficient_scope", token });
    return steps.accept(jwt);
  };
}

function createSteps(as: TestIssuer): Steps {
  return {
    readCredentials: ({ headers }) => {
      const field = headers.get("authorization");
      if (field === null || !/^bearer(?:$|[ \t])/i.test(field)) return "none";
      const token = /^bearer +([\w\-.~+/]+=*)$/i.exec(field)?.[1];
      return token === undefined ? "malformed" : { token };
    },
    parse: parseStrictly,
    isSigned: ({ header, input, signature }) => {
      const { kid, alg } = header;
      const jwk = as.jwks().keys.find((key) => key["kid"] === kid && key["alg"] === alg);
      if (jwk === undefined || typeof kid !== "string") return false;
      return isSignedWith(jwk, input, signature);
    },
    isIssuer: (issuer) => issuer === as.issuer,
    isAudience: (audience) =>
      audience === as.audience ||
      (Array.isArray(audience) && audience.every((one) => typeof one === "string") && audience.includes(as.audience)),
    isCurrent: ({ exp, nbf = 0, iat = 0 }) => {
      const now = as.clock.now();
      if (typeof exp !== "number" || typeof nbf !== "number" || typeof iat !== "number") return false;
      return exp > now && exp < 1e11 && nbf <= now && iat <= now + 60;
    },
    isAccessToken: ({ header }) => /^(?:application\/)?at\+jwt$/i.test(String(header["typ"])),
    isFree: (claims) => !("cnf" in claims),
    hasScope: ({ scope }) => typeof scope === "string" && scope.split(" ").includes(as.scope),
    refuse: ({ status, error }) => {
      const challenge = error === undefined ? `Bearer realm="home"` : `Bearer realm="home", error="${error}"`;
      return new Response("Refused", { status, headers: { "WWW-Authenticate": challenge } });
    },
    accept: ({ claims }) => Response.json({ orders: [], owner: claims["sub"] }),
  };
}

/** Whether a signature for ES256 was made with this key. */
export function isSignedWith(jwk: Jwk, input: string, signature: Uint8Array): boolean {
  const key = imported.get(jwk) ?? createPublicKey({ key: { ...jwk }, format: "jwk" });
  imported.set(jwk, key);
  return verify("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }, signature);
}

function parseStrictly(token: string): Jwt | undefined {
  const jwt = parseLoosely(token);
  if (jwt === undefined || token.split(".").length !== 3) return undefined;
  const { header, claims, signature } = jwt;
  // Written anew it must be the same: no other spelling, no member twice, no other alphabet.
  const spelled = [header, claims].map((part) => encode(JSON.stringify(part)));
  if ([...spelled, encode(signature)].join(".") !== token) return undefined;
  return ["crit", "b64", "enc"].some((name) => name in header) ? undefined : jwt;
}

/** As most people would. */
export function parseLoosely(token: string): Jwt | undefined {
  const [first = "", second = "", third = ""] = token.split(".");
  try {
    const header = JSON.parse(decode(first)) as Jwt["header"];
    const claims = JSON.parse(decode(second)) as Jwt["claims"];
    return { token, header, claims, input: `${first}.${second}`, signature: Buffer.from(third, "base64url") };
  } catch {
    return undefined;
  }
}

function decode(part: string): string {
  return Buffer.from(part, "base64url").toString("utf8");
}

function encode(part: string | Uint8Array): string {
  return Buffer.from(part as string).toString("base64url");
}

const imported = new WeakMap<Jwk, KeyObject>();
