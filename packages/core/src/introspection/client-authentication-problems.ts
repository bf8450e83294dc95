import { isJsonObject, type JsonObject } from "../internal/json-object.js";
import { findUnknownNames } from "../internal/option-problems.js";
import type { ClientAuthentication } from "../options.js";
import { findPrivateKeyProblems } from "./client-authentication-key.js";

/**
 * All that is wrong with how we authenticate to the endpoint, each with the way to mend it. No sentence quotes a value: any of
 * them may be a secret.
 */
export function findAuthenticationProblems(authentication: ClientAuthentication): string[] {
  const given: unknown = authentication;
  if (!isJsonObject(given)) {
    return [
      'authentication must say who we are to the endpoint, such as { clientId, clientSecret } or { method: "none" }',
    ];
  }
  const { method } = given as { readonly method?: string };
  const form = method === undefined ? BY_SECRET : FORMS.get(method);
  if (form === undefined) {
    const known = [...FORMS.keys()].join(", ");
    return [`authentication.method must be one of ${known}; with clientId and clientSecret it may be left out`];
  }
  const where = method === undefined ? "of authentication" : `of authentication by ${method}`;
  return [
    ...findUnknownNames(given, ["method", ...form.members], { where }),
    ...form.find(given).map((problem) => `authentication.${problem}`),
  ];
}

/** Whether it can stand after `Bearer` in an `Authorization` field (RFC 6750 §2.1). */
export function isBearerToken(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9._~+/-]+=*$/.test(value);
}

/** The length of the hash of HS256, which its key must have at least (RFC 7518 §3.2). */
export const MIN_HS256_BYTES = 32;

/** What belongs to a method, besides its name, and what can be wrong with it. */
interface MethodForm {
  readonly members: readonly string[];
  readonly find: (given: JsonObject) => string[];
}

function findSecretProblems(given: JsonObject): string[] {
  return [...findTextProblems(given, "clientId"), ...findTextProblems(given, "clientSecret")];
}

function findAssertionSecretProblems(given: JsonObject): string[] {
  const problems = findSecretProblems(given);
  const { clientSecret } = given;
  if (typeof clientSecret !== "string" || clientSecret === "") return problems;
  if (new TextEncoder().encode(clientSecret).length >= MIN_HS256_BYTES) return problems;
  return [
    ...problems,
    `clientSecret must have ${MIN_HS256_BYTES} bytes at least for client_secret_jwt (RFC 7518 §3.2): ` +
      "take a longer one, or another method",
  ];
}

function findKeyProblems(given: JsonObject): string[] {
  return [
    ...findTextProblems(given, "clientId"),
    ...findPrivateKeyProblems(given["privateKey"], given["algorithm"]),
    ...findOptionalTextProblems(given, OPTIONAL_TEXTS),
  ];
}

function findBearerProblems({ token }: JsonObject): string[] {
  if (typeof token === "function" || isBearerToken(token)) return [];
  return ["token must be a bearer token (RFC 6750 §2.1), without its scheme, or a function that gives one"];
}

function findOptionalTextProblems(given: JsonObject, names: readonly string[]): string[] {
  return names.flatMap((name) => (given[name] === undefined ? [] : findTextProblems(given, name)));
}

/** Neither can hold a control character (RFC 6749, appendix A); one at the end is what is left of a file. */
function findTextProblems(given: JsonObject, name: string): string[] {
  const value = given[name];
  if (typeof value !== "string" || value === "") return [`${name} must be a text of at least one character`];
  return CONTROL.test(value) ? [`${name} holds a line break or another control character: trim what was read`] : [];
}

const OPTIONAL_TEXTS = ["keyId", "assertionAudience"] as const;
// eslint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

const BY_SECRET: MethodForm = { members: ["clientId", "clientSecret"], find: findSecretProblems };
const BY_CERTIFICATE: MethodForm = { members: ["clientId"], find: (given) => findTextProblems(given, "clientId") };

const FORMS: ReadonlyMap<unknown, MethodForm> = new Map([
  ["client_secret_basic", BY_SECRET],
  ["client_secret_post", BY_SECRET],
  ["client_secret_jwt", { ...BY_SECRET, find: findAssertionSecretProblems }],
  ["private_key_jwt", { members: ["clientId", "privateKey", "algorithm", ...OPTIONAL_TEXTS], find: findKeyProblems }],
  ["tls_client_auth", BY_CERTIFICATE],
  ["self_signed_tls_client_auth", BY_CERTIFICATE],
  ["bearer", { members: ["token"], find: findBearerProblems }],
  ["none", { members: ["clientId"], find: (given) => findOptionalTextProblems(given, ["clientId"]) }],
]);
