import type { AnyTestIssuer } from "../any-test-issuer.js";
import { readCompact } from "../compact-jws.js";
import type { TokenSource } from "../defects/token-source.js";
import type { DialectIssuer } from "../dialects/dialect-issuer.js";
import type { ManualClock } from "../manual-clock.js";
import type { AttackerPlaceOptions } from "./attacker-place.js";
import { findAttackerReach } from "./attacker-reach.js";
import type { AuditResponse, AuditTarget } from "./audit-target.js";
import { createRouteTokens } from "./route-tokens.js";

/** How to audit an API. */
export interface AuditOptions {
  /**
   * Whom the API trusts, and nobody else. It must be nobody else's meanwhile: it is stopped and started, its keys change, and its clock,
   * if that is a manual one, is moved, and stays so.
   */
  readonly issuer: AnyTestIssuer;
  /** A protected route. Default: that of a URL given as the target, `/` of others. */
  readonly path?: string;
  /** Default: `GET`. */
  readonly method?: string;
  /** Field lines to send with each request, besides `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What to send with each request. */
  readonly body?: string;
  /** The scope the route asks for, `false` if it asks for none. Default: that of the issuer. */
  readonly scope?: string | false;
  /** What the API takes for its name in `aud`. Default: the audience of the issuer. */
  readonly audience?: string;
  /** Whether the API takes opaque tokens of the issuer too, by introspection. Default: whether the issuer's tokens are opaque. */
  readonly opaque?: boolean;
  /** Whether the API let a request in. Default: with a status from 200 to 299. */
  readonly isAccepted?: (response: AuditResponse) => boolean;
  /** A route that lets requests without credentials through; bad tokens are to be refused there all the same. */
  readonly anonymousPath?: string;
  /** What is not to be sent, by id (`<id> at <anonymousPath>` at that route), and why not. */
  readonly skip?: Readonly<Record<string, string>>;
  /** What the API accepts on purpose, by id, and why. It is sent, and that it is accepted is no finding. */
  readonly allow?: Readonly<Record<string, string>>;
  /**
   * Whether what an RFC lets a recipient accept is a finding too, not a note: the defects with the level `may`. Default: false.
   */
  readonly strict?: boolean;
  /** Starts the API anew, as if nothing had been fetched. What it opens is yours to close. Without it no cold start is tried. */
  readonly restart?: () => AuditTarget | Promise<AuditTarget>;
  /**
   * Whether the issuer publishes a new key meanwhile, and withdraws it. Default: true; `false` for an API whose keys are fixed, as they
   * may be where the issuer never changes its own.
   */
  readonly rotation?: boolean;
  /**
   * For how long, in real time, is waited for a token to expire, and for a new key to be known: 3 seconds do for the first, for an API
   * that is strict about time, and 60 for the second. Only needed where the API does not go by a manual clock. Default: not at all.
   */
  readonly waitSeconds?: number;
  /**
   * Whether somewhere on this machine an attacker's place listens, which tokens name, to see whether the API asks there; or where, and
   * how the API reaches it, for one in a container. Default: true for a listener or a server, and a URL of this machine.
   */
  readonly attackerPlace?: boolean | AttackerPlaceOptions;
  /** How long the API may take for an answer. Default: 5. */
  readonly timeoutSeconds?: number;
  /** Told before each step. */
  readonly onProgress?: (progress: AuditProgress) => void;
}

/** How far an audit is. */
export interface AuditProgress {
  /** What is sent next. */
  readonly id: string;
  readonly done: number;
  readonly total: number;
}

/** What was said, complete. */
export interface AuditSetting {
  readonly as: AnyTestIssuer;
  /** Makes tokens as the route wants them. */
  readonly source: TokenSource;
  /** Why a lack of scope cannot be tried. `undefined` if it can. */
  readonly noScopeReason: string | undefined;
  readonly strict: boolean;
  readonly opaque: boolean;
  /** Whether the issuer's usual tokens are opaque, as those of some servers that it plays. */
  readonly issuesOpaque: boolean;
  readonly path: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
  readonly isAccepted: (response: AuditResponse) => boolean;
  readonly anonymousPath: string | undefined;
  readonly skip: Readonly<Record<string, string>>;
  readonly allow: Readonly<Record<string, string>>;
  /** What does not apply to the server that the issuer plays, by id, and why. */
  readonly except: Readonly<Record<string, string>>;
  readonly restart: (() => AuditTarget | Promise<AuditTarget>) | undefined;
  readonly rotation: boolean;
  readonly waitSeconds: number | undefined;
  /** The clock of the issuer, if it can be moved. */
  readonly clock: ManualClock | undefined;
  /** Where the attacker's place is to be opened or, as a text, why it is not. */
  readonly attackerPlace: AttackerPlaceOptions | string;
  readonly timeoutSeconds: number;
  readonly onProgress: (progress: AuditProgress) => void;
}

/** @param options - Checked. */
export function parseAuditOptions(target: AuditTarget, options: AuditOptions): AuditSetting {
  const { issuer: as, skip = {}, allow = {}, timeoutSeconds = 5 } = options;
  const source = createRouteTokens(as, options);
  const issuesOpaque = isOpaque(source.issue());
  const isPlace = typeof target === "string" || target instanceof URL;
  return {
    as,
    source,
    noScopeReason: findNoScopeReason(options, source),
    strict: options.strict ?? false,
    except: "dialect" in as ? ((as as DialectIssuer).dialect.auditExcept ?? {}) : {},
    opaque: options.opaque ?? issuesOpaque,
    issuesOpaque,
    path: options.path ?? (isPlace ? readPath(target) : "/"),
    method: (options.method ?? "GET").toUpperCase(),
    headers: Object.entries(options.headers ?? {}),
    body: options.body,
    isAccepted: options.isAccepted ?? (({ status }) => status >= 200 && status <= 299),
    anonymousPath: options.anonymousPath,
    skip,
    allow,
    restart: options.restart,
    rotation: options.rotation ?? true,
    waitSeconds: options.waitSeconds,
    clock: toManualClock(as.clock),
    attackerPlace: findAttackerReach(target, options.attackerPlace),
    timeoutSeconds,
    onProgress: options.onProgress ?? (() => {}),
  };
}

function toManualClock(clock: object): ManualClock | undefined {
  return "advance" in clock && typeof clock.advance === "function" ? (clock as ManualClock) : undefined;
}

function readPath(target: string | URL): string {
  // Whoever opens it says what is wrong with it.
  if (!URL.canParse(String(target))) return "/";
  const { pathname, search } = new URL(target);
  return pathname + search;
}

/** Neither signed (three parts) nor encrypted (five). */
function isOpaque(token: string): boolean {
  return readCompact(token) === undefined && token.split(".").length !== 5;
}

function findNoScopeReason({ scope }: AuditOptions, source: TokenSource): string | undefined {
  if (scope === false) return "the route asks for no scope";
  return source.scope === "" ? "the tokens of the issuer grant no scope that a route could ask for" : undefined;
}
