import { randomBytes } from "node:crypto";
import { checkClaims, checkNames } from "../check-names.js";
import type { Claims, TokenMaker } from "../token-maker.js";
import { INACTIVE } from "./token-register.js";
import type { GivenAnswer, TokenRegister } from "./token-register.js";

/** What an opaque token looks like. */
export interface OpaqueForm {
  /** What it begins with, such as `ory_at_`. Default: nothing. */
  readonly prefix?: string;
}

/**
 * What the introspection endpoint is to answer: `json`, any JSON value, which is signed where a signed answer was asked for; or
 * `body`, a text that is sent as it is, as `application/json` unless `headers` say otherwise.
 */
export type IntrospectionAnswer = {
  /** Default: 200. */
  readonly status?: number;
  /** Field values by name. */
  readonly headers?: Readonly<Record<string, string>>;
} & ({ readonly json: unknown } | { readonly body: string });

/** The opaque tokens of an issuer, and what its introspection endpoint says of them. */
export interface OpaqueTokens {
  /**
   * A good opaque access token: 43 random characters. The endpoint answers `active: true`, `token_type: "Bearer"` and the claims
   * of a JWT, with these changed and those that are `undefined` left out; once `exp` has come, or before `nbf`, it answers
   * `{"active":false}`. A claim `active`, of whatever value, is always answered, and everything else with it.
   */
  issueOpaque(claims?: Claims, form?: OpaqueForm): string;
  /** The header fields of a request that presents what `issueOpaque()` makes. */
  bearerOpaque(claims?: Claims, form?: OpaqueForm): { authorization: string };
  /** A refresh token, of which the endpoint says that it is active, and `token_type: "refresh_token"`. */
  issueOpaqueRefreshToken(claims?: Claims, form?: OpaqueForm): string;
  /** From now on the endpoint answers `{"active":false}` to this token, opaque or a JWT. */
  revoke(token: string): void;
  /**
   * From now on the endpoint answers this to a token: an opaque one, a JWT, or one that nobody issued.
   *
   * @throws TypeError - there is neither `json` nor `body`, or both, `json` is no JSON value, or there is no such member.
   */
  answerIntrospection(token: string, answer: IntrospectionAnswer): void;
}

export function createOpaqueTokens(maker: TokenMaker, register: TokenRegister): OpaqueTokens {
  function issueOpaque(claims: Claims = {}, form: OpaqueForm = {}): string {
    checkClaims(claims, "A token");
    checkNames(form, FORM_NAMES, "The form of an opaque token");
    const { prefix = "" } = form;
    const token = prefix + randomBytes(32).toString("base64url");
    register.add(token, maker.claims({ token_type: "Bearer", ...claims }));
    return token;
  }

  return {
    issueOpaque,
    bearerOpaque: (claims, form) => ({ authorization: `Bearer ${issueOpaque(claims, form)}` }),
    issueOpaqueRefreshToken: (claims, form) => issueOpaque({ token_type: "refresh_token", ...claims }, form),
    revoke: (token) => register.override(token, INACTIVE),
    answerIntrospection: (token, answer) => register.override(token, parseAnswer(answer)),
  };
}

/** What {@link OpaqueForm} has. */
export const FORM_NAMES: readonly string[] = ["prefix"];

/** Made now, so that what the test changes later changes nothing, and what is wrong is told where it was written. */
function parseAnswer(answer: IntrospectionAnswer): GivenAnswer {
  const { status, headers = {}, json, body } = answer as IntrospectionAnswer & { json?: unknown; body?: string };
  // Of the answer itself, given in the place of json, the error below says what to do.
  if ("json" in answer || "body" in answer) checkNames(answer, ANSWER_NAMES, "answerIntrospection()");
  const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (typeof body === "string" && !("json" in answer)) return { status, headers: lowered, body };
  const text = JSON.stringify(json) as string | undefined;
  if (text === undefined || body !== undefined) {
    throw new TypeError("Say what to answer: either json, such as { json: { active: false } }, or body, a text");
  }
  return { status, headers: lowered, json: text };
}

const ANSWER_NAMES: readonly string[] = ["status", "headers", "json", "body"];
