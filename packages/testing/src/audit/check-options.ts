import { checkNames } from "../check-names.js";
import { findForm } from "../defects/find-form.js";
import { goodTokens } from "../defects/good-tokens.js";
import { ANONYMOUS_IDS, toAnonymousId } from "./anonymous-ids.js";
import { isEveryAddress } from "./attacker-reach.js";
import { AUDIT_IDS, GOOD_IDS } from "./audit-ids.js";
import type { AuditOptions } from "./audit-options.js";

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
  if (Object.hasOwn(skip, "good-token"))
    throw new TypeError("good-token cannot be skipped: nothing is shown without it");
  for (const id of Object.keys(allow)) checkAllowed(id);
  checkPlace(options.attackerPlace);
}

function checkIssuer(issuer: unknown): void {
  if (issuer === undefined) throw new TypeError("auditApi() needs the test issuer that the API trusts: { issuer }");
  const isObject = typeof issuer === "object" && issuer !== null;
  if (isObject && MEMBERS_OF_ISSUERS.every((name) => name in issuer)) return;
  const hint = isObject && "then" in issuer ? "; did you forget await?" : "";
  throw new TypeError(`issuer must be a test issuer, as createTestIssuer() makes it${hint}`);
}

function checkId(id: string, anonymousPath: string | undefined): void {
  if (AUDIT_IDS.includes(id)) return;
  if (anonymousPath !== undefined && ANONYMOUS_IDS.some((one) => toAnonymousId(one, anonymousPath) === id)) return;
  findForm(id);
}

function checkAllowed(id: string): void {
  if (!GOOD_IDS.includes(id) && !goodTokens.some((good) => good.id === id)) return;
  throw new TypeError(`${id} is good, so there is nothing to allow; if the API is to refuse it, name it in skip`);
}

function checkPlace(place: AuditOptions["attackerPlace"]): void {
  if (typeof place !== "object") return;
  checkNames(place, ["host", "port", "name"], "attackerPlace");
  const { host = "", port = 0, name } = place;
  if (!isText(host) || (name !== undefined && !isText(name))) {
    throw new TypeError("host and name of attackerPlace must be texts");
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError("port of attackerPlace must be a whole number from 0 to 65535");
  }
  if (name === undefined && isEveryAddress(host)) {
    throw new TypeError(`attackerPlace at ${host} needs a name by which the API reaches this machine: { host, name }`);
  }
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
  rotation: BOOLEAN,
  waitSeconds: [(value) => typeof value === "number" && value >= 2 && value <= 600, "a number from 2 to 600"],
  attackerPlace: [
    (value) => typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value)),
    "true, false, or an object with host, port and name",
  ],
  timeoutSeconds: [(value) => typeof value === "number" && value > 0, "a number above 0"],
  onProgress: FUNCTION,
};

const MEMBERS_OF_ISSUERS = ["issuer", "issue", "issueOpaque", "signingKey", "clock", "publishKey", "fail", "stop"];
