import { parseChallenges } from "./parse-challenges.js";
import type { Challenge } from "./parse-challenges.js";

/** What a client sees of an answer. */
export interface ObservedResponse {
  readonly status: number;
  /** `WWW-Authenticate`, several field lines joined by a comma; `undefined` if there is none. */
  readonly challenge: string | undefined;
  readonly cacheControl: string | undefined;
  readonly retryAfter: string | undefined;
}

/** A value under test, brought to one form. */
export interface Observation {
  /** What the value says of itself. A response is taken by its status. */
  readonly kind: "accepted" | "denied" | "unavailable" | "other";
  /** The reason of a denial, as far as the value tells it. */
  readonly reason: string | undefined;
  /** What it tells the operator; a response tells nothing. */
  readonly detail: string | undefined;
  /** What would be, or was, sent. */
  readonly response: ObservedResponse | undefined;
}

/**
 * Takes an outcome, an error of the verifier, an access token, or a response of the Fetch standard, of supertest or of
 * Fastify's `inject`.
 *
 * @throws TypeError - it is none of these, a promise for example.
 */
export function observe(actual: unknown): Observation {
  if (typeof actual === "object" && actual !== null) {
    const members = actual as Members;
    const observation = observeOutcome(members) ?? observeError(members) ?? observeResponse(members);
    if (observation !== undefined) return observation;
  }
  const hint = actual instanceof Promise ? ": await it, or use expect(promise).rejects" : "";
  throw new TypeError(
    `Expected an outcome, an error of the verifier or a response, got ${describeValue(actual)}${hint}`,
    { cause: actual },
  );
}

/** The challenge of the scheme Bearer; `undefined` if there is none, or the field is malformed. */
export function findBearerChallenge(field: string | undefined): Challenge | undefined {
  if (field === undefined) return undefined;
  try {
    return parseChallenges(field).find(({ scheme }) => scheme.toLowerCase() === "bearer");
  } catch {
    return undefined;
  }
}

type Members = Readonly<Record<string, unknown>>;

function observeOutcome(actual: Members): Observation | undefined {
  const { kind, reason, scopes } = actual;
  if (scopes instanceof Set) return { kind: "accepted", reason: undefined, detail: undefined, response: undefined };
  if (kind !== "accepted" && kind !== "denied" && kind !== "unavailable") return undefined;
  if (kind === "denied" && typeof reason !== "string") return undefined;
  const told = typeof reason === "string" ? reason : undefined;
  return { kind, reason: told, detail: readDetail(actual), response: undefined };
}

function observeError(actual: Members): Observation | undefined {
  if (!(actual instanceof Error)) return undefined;
  const members = actual as Members;
  const { code, reason } = members;
  const detail = readDetail(members);
  if (code === "unavailable") return { kind: "unavailable", reason: undefined, detail, response: undefined };
  if (code !== "denied" || typeof reason !== "string") return undefined;
  return { kind: "denied", reason, detail, response: readResponse(members) };
}

function observeResponse(actual: Members): Observation | undefined {
  const response = readResponse(actual);
  if (response === undefined) return undefined;
  const reason = findBearerChallenge(response.challenge)?.parameters.get("reason");
  return { kind: kindOf(response.status), reason, detail: undefined, response };
}

/** With what is behind it, from the outside in. */
function readDetail({ detail, cause }: Members): string | undefined {
  const said = typeof detail === "string" && detail !== "" ? [detail] : [];
  for (let error = cause; error instanceof Error && said.length < 5; error = error.cause) {
    const told = (error as Members & Error)["detail"];
    said.push(typeof told === "string" ? told : error.message);
  }
  return said.length === 0 ? undefined : [...new Set(said)].join(": ");
}

function kindOf(status: number): Observation["kind"] {
  if ((status >= 200 && status < 300) || status === 304) return "accepted";
  if (status === 503) return "unavailable";
  return status <= 403 ? "denied" : "other";
}

function readResponse(actual: Members): ObservedResponse | undefined {
  const status = actual["status"] ?? actual["statusCode"];
  const headers = actual["headers"];
  if (typeof status !== "number" || typeof headers !== "object" || headers === null) return undefined;
  return {
    status,
    challenge: readField(headers, "www-authenticate"),
    cacheControl: readField(headers, "cache-control"),
    retryAfter: readField(headers, "retry-after"),
  };
}

function readField(headers: object, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  const value: unknown = entry?.[1];
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "string" || typeof value === "number" ? `${value}` : undefined;
}

function describeValue(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Promise) return "a promise";
  if (typeof value === "object" && value !== null) return `an object with ${Object.keys(value).join(", ")}`;
  return String(value);
}
