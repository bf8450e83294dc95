import { ConfigurationError } from "./errors.js";
import { isJsonObject } from "./internal/json-object.js";
import { findUnknownNames, isNumberWithin } from "./internal/option-problems.js";
import type { IntrospectionHealth } from "./introspection/introspection-health.js";
import type { Introspector } from "./introspection/introspector.js";
import type { IssuerHealth, KeyState } from "./keys/issuer-health.js";
import type { IssuerKeys } from "./keys/keys-lifecycle.js";
import type { IssuerSnapshot, KeysSnapshot } from "./keys/keys-snapshot.js";

/** What is looked after of one issuer. */
export interface LookedAfter {
  readonly keys: IssuerKeys;
  /** `undefined` if it is never asked about tokens. */
  readonly introspector: Pick<Introspector, "health"> | undefined;
}

/** All issuers of a verifier, by name. */
export type EveryIssuer = ReadonlyMap<string, LookedAfter>;

/** How one issuer is. `state` is that of its keys, or `degraded` if its introspection endpoint fails. */
export interface IssuerStatus extends IssuerHealth {
  /** `undefined` if it is never asked about tokens. */
  readonly introspection: IntrospectionHealth | undefined;
}

/** How fetching ahead is done. */
export interface WarmUpOptions {
  /**
   * Try again, with the usual pauses after failures, until there are keys of every issuer or so many seconds are over: from 0
   * to 3600. Default: one load for each issuer, which takes `keys.loadTimeoutSeconds` at most. An introspection endpoint is
   * looked for once, after that.
   */
  readonly deadlineSeconds?: number;
}

/**
 * `state`: `down` if no issuer has keys to use, `degraded` if one is down or degraded, else `stale` if one is stale, else
 * `fresh`. A failing introspection endpoint makes `degraded` and never `down`: only the next token shows whether it is back, so
 * requests must go on coming. `issuers` is for the operator: its errors name addresses, so do not send it to strangers.
 */
export interface VerifierHealth {
  readonly state: KeyState;
  readonly issuers: readonly IssuerStatus[];
}

/** What became of a snapshot that was imported, issuer by issuer. */
export interface SnapshotImport {
  /** Whose keys were taken over. */
  readonly imported: readonly string[];
  /** Whose were not, and why. */
  readonly skipped: readonly { readonly issuer: string; readonly reason: string }[];
}

/**
 * Fetches all keys ahead, and finds the introspection endpoints that metadata name. Rejects with an `UnavailableError` if that
 * fails for one issuer.
 *
 * @throws ConfigurationError - the options are malformed.
 */
export async function warmUpAll(issuers: EveryIssuer, now: number, options: WarmUpOptions = {}): Promise<void> {
  const { deadlineSeconds } = options;
  const problems = findUnknownNames(options, ["deadlineSeconds"], { where: "of warmUp()" });
  if (deadlineSeconds !== undefined && !isNumberWithin(deadlineSeconds, 0, 3600)) {
    problems.push("deadlineSeconds must be a number of seconds from 0 to 3600");
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  await Promise.all([...issuers.values()].map(({ keys }) => keys.warmUp(now, deadlineSeconds)));
}

/** How all keys are. Starts loads that are due, and waits for none. */
export function toVerifierHealth(issuers: EveryIssuer, now: number): VerifierHealth {
  const healths = [...issuers.values()].map((issuer) => toIssuerStatus(issuer, now));
  return { state: toOverallState(healths), issuers: healths };
}

function toIssuerStatus({ keys, introspector }: LookedAfter, now: number): IssuerStatus {
  const health = keys.health(now);
  const introspection = introspector?.health(now);
  const fails = introspection !== undefined && introspection.state !== "up";
  return { ...health, state: fails && health.state !== "down" ? "degraded" : health.state, introspection };
}

/** One issuer that is down does not keep the tokens of the others out. */
function toOverallState(issuers: readonly IssuerHealth[]): KeyState {
  const states = issuers.map(({ state }) => state);
  if (states.every((state) => state === "down")) return "down";
  if (states.some((state) => state === "down" || state === "degraded")) return "degraded";
  return states.includes("stale") ? "stale" : "fresh";
}

/** All sets at hand, as plain JSON. */
export function exportSnapshot(issuers: EveryIssuer, now: number): KeysSnapshot {
  return { version: 1, issuers: [...issuers.values()].flatMap(({ keys }) => keys.exportKeys(now) ?? []) };
}

/**
 * Takes over what {@link exportSnapshot} gave, of the issuers that are configured here.
 *
 * @throws ConfigurationError - it is no such snapshot. A set in it that cannot be used is merely skipped.
 */
export async function importSnapshot(issuers: EveryIssuer, snapshot: unknown, now: number): Promise<SnapshotImport> {
  const answers = await Promise.all(
    parseSnapshot(snapshot).map(async (entry) => ({
      issuer: entry.issuer,
      reason: await (issuers.get(entry.issuer)?.keys.importKeys(entry, now) ?? "it is not configured here"),
    })),
  );
  return {
    imported: answers.flatMap(({ issuer, reason }) => (reason === undefined ? [issuer] : [])),
    skipped: answers.flatMap(({ issuer, reason }) => (reason === undefined ? [] : [{ issuer, reason }])),
  };
}

function parseSnapshot(snapshot: unknown): readonly IssuerSnapshot[] {
  const { version, issuers } = isJsonObject(snapshot) ? snapshot : {};
  if (version === 1 && Array.isArray(issuers) && issuers.every(isIssuerSnapshot)) return issuers;
  throw new ConfigurationError([
    "a snapshot is what exportSnapshot() gave, parsed if it was kept as JSON: an object with version 1 and a list of issuers",
  ]);
}

function isIssuerSnapshot(entry: unknown): entry is IssuerSnapshot {
  if (!isJsonObject(entry)) return false;
  const { issuer, fetchedAt, maxAgeSeconds = 0, keys } = entry;
  const isDuration = typeof maxAgeSeconds === "number" && maxAgeSeconds >= 0;
  return typeof issuer === "string" && Number.isFinite(fetchedAt) && isDuration && Array.isArray(keys);
}
