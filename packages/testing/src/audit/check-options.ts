import { checkNames } from "../check-names.js";
import { findForm } from "../defects/find-form.js";
import { ANONYMOUS_IDS, toAnonymousId } from "./anonymous-ids.js";
import type { AuditOptions } from "./audit-options.js";
import { OUTAGE_IDS } from "./outage-ids.js";

/** @throws TypeError - something is not as it must be; the message says what. */
export function checkAuditOptions(options: AuditOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError("auditApi() needs options: auditApi(target, { issuer })");
  }
  checkNames(options, Object.keys(CHECKS), "auditApi()");
  checkIssuer(options.issuer);
  for (const [name, [isRight, what]] of Object.entries(CHECKS)) {
    const value: unknown = options[name as keyof AuditOptions];
    if (value !== undefined && !isRight(value)) throw new TypeError(`${name} must be ${what}`);
  }
  const { path, anonymousPath, skip = {}, allow = {} } = options;
  for (const [name, value] of Object.entries({ path, anonymousPath })) {
    if (value === undefined || value.startsWith("/")) continue;
    throw new TypeError(`${name} must begin with a slash, and is ${JSON.stringify(value)}`);
  }
  for (const id of [...Object.keys(skip), ...Object.keys(allow)]) checkId(id, anonymousPath);
}

function checkIssuer(issuer: unknown): void {
  if (issuer === undefined) throw new TypeError("auditApi() needs the test issuer that the API trusts: { issuer }");
  const isObject = typeof issuer === "object" && issuer !== null;
  if (isObject && MEMBERS_OF_ISSUERS.every((name) => name in issuer)) return;
  const hint = isObject && "then" in issuer ? "; did you forget await?" : "";
  throw new TypeError(`issuer must be a test issuer, as createTestIssuer() makes it${hint}`);
}

function checkId(id: string, anonymousPath: string | undefined): void {
  if (OUTAGE_IDS.includes(id)) return;
  if (anonymousPath !== undefined && ANONYMOUS_IDS.some((one) => toAnonymousId(one, anonymousPath) === id)) return;
  findForm(id);
}

type Check = readonly [isRight: (value: unknown) => boolean, what: string];

const isText = (value: unknown): boolean => typeof value === "string";
const isObjectOfTexts = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isText);

const ANYTHING: Check = [() => true, "anything"];
const TEXT: Check = [isText, "a text"];
const TEXTS: Check = [isObjectOfTexts, "an object of texts"];
const BOOLEAN: Check = [(value) => typeof value === "boolean", "true or false"];
const FUNCTION: Check = [(value) => typeof value === "function", "a function"];

const CHECKS: Readonly<Record<keyof AuditOptions, Check>> = {
  issuer: ANYTHING,
  path: TEXT,
  method: TEXT,
  headers: TEXTS,
  body: TEXT,
  scope: [(value) => isText(value) || value === false, "a text, or false"],
  audience: TEXT,
  opaque: BOOLEAN,
  isAccepted: FUNCTION,
  anonymousPath: TEXT,
  skip: TEXTS,
  allow: TEXTS,
  strict: BOOLEAN,
  restart: FUNCTION,
  timeoutSeconds: [(value) => typeof value === "number" && value > 0, "a number above 0"],
  onProgress: FUNCTION,
};

const MEMBERS_OF_ISSUERS = ["issuer", "issue", "issueOpaque", "signingKey", "fail", "stop"];
