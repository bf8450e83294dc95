import type { DenialReason, IssuerOptions, TokenKind } from "@ostiary/core";

/** How an access token can come: readable by us, or to be asked about. */
export const FORMATS = ["jwt", "opaque"] as const;

/** One of these. */
export type Format = (typeof FORMATS)[number];

/** An authorization server that nobody here wrote. `servers/<name>/server.ts` exports one as `server`. */
export interface InteropServer {
  /** The name of its folder under `servers/`: what `npm run interop -- <name>` takes. */
  readonly name: string;
  /** As the table prints it. */
  readonly title: string;
  /** It is on npm, so that it can be had wherever this repository is installed: in CI it has to be there. */
  readonly isRequiredInCi?: true;
  /** Downloads or builds it into `cacheFolder(name)`, or finds it there. Never throws: what went wrong is the reason. */
  get(): Promise<Got | Unobtainable>;
  /** Starts it on the loopback, with a folder of its own for its data, and configures it over its API. */
  start(got: Got): Promise<RunningServer>;
}

/** It is there. */
export interface Got {
  readonly kind: "got";
  /** The file or folder it was put to, if it needs one. */
  readonly place?: string;
}

/** It cannot be had here. */
export interface Unobtainable {
  readonly kind: "unobtainable";
  /** What failed: the command and its answer, on one line. */
  readonly reason: string;
}

/** The server, running and configured. */
export interface RunningServer {
  /** Of the server. */
  readonly version: string;
  /** The audience that tokens are issued for when nothing else is asked for. */
  readonly audience: string;
  /** The formats its access tokens come in, under whatever setting. */
  readonly formats: readonly Format[];
  /**
   * What somebody would write who takes this format: the preset of `@ostiary/core/presets`, with nothing but what every user
   * has to give, such as the URL of the server and, to ask about tokens, who we are. The origin is `http://127.0.0.1:<port>`
   * or `http://localhost:<port>`.
   */
  issuerOptions(format: Format): IssuerOptions;
  /** Issues an access token. */
  issue(request: TokenRequest): Promise<IssuedToken>;
  /** Every other token the server issues, and what becomes of it under `issuerOptions`. */
  otherTokens(): Promise<readonly OtherToken[]>;
  /** Access tokens under further settings of the server, such as another claim for the scopes, or a token bound to a key. */
  furtherAccessTokens?(): Promise<readonly FurtherToken[]>;
  /** An access token with the right scopes and audience of another realm, tenant or issuer of the same server. */
  foreign?(format: Format): Promise<ForeignToken>;
  /** Revokes an access token; what is remembered of it is not the server's business. */
  revoke?(token: IssuedToken): Promise<void>;
  /** Makes a new signing key the one that is used. `keepsOld`: whether the former one is still published. */
  rotateKeys?(): Promise<{ readonly keepsOld: boolean }>;
  /** Why an opaque token is refused when its time is over: as the server says, or since we read its time. */
  readonly expiredOpaque: "token_inactive" | "token_expired";
  /** Why a check of the table cannot be made of this server. A check that is neither possible nor named here fails. */
  readonly notApplicable: Partial<Record<CheckName, NotApplicable>>;
  /** As by `kill -9`. */
  kill(): Promise<void>;
  /** Again, on the same port and with the same data, after `kill`. Resolves when it answers. */
  restart(): Promise<void>;
  /** For good, with all it has written. */
  stop(): Promise<void>;
}

/** The reason; with a format the check is made of the other one. */
export type NotApplicable = string | { readonly format: Format; readonly reason: string };

/** What is asked of a server. */
export interface TokenRequest {
  readonly format: Format;
  /** `api:read` and `api:admin` are known to each server. */
  readonly scopes: readonly string[];
  /** Default: that of the server. Each server knows `OTHER_AUDIENCE` too, where it knows audiences at all. */
  readonly audience?: string;
  /** Default: as long as the server likes. Those that know only one lifetime for a client have a client of their own for it. */
  readonly lifetimeSeconds?: number;
}

/** An access token, and what must be read from it. */
export interface IssuedToken {
  readonly token: string;
  /** `undefined`: there is none in it. */
  readonly subject: string | undefined;
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
}

/** A token that is to be refused. */
export interface OtherToken {
  /** Such as `ID token (code flow)`. */
  readonly what: string;
  readonly token: string;
  readonly reason: DenialReason;
  /** What `tokenKind` of the denial is; `undefined` when nothing shows the kind. */
  readonly kind?: TokenKind | undefined;
  /** Why nothing shows it: needed of a JWT that is refused without a kind. */
  readonly kindUnknown?: string;
  /** The format whose `issuerOptions` it is shown to. Default: each that the server has. */
  readonly format?: Format;
}

/** A token that is as good where it comes from as ours are here. */
export interface ForeignToken extends OtherToken {
  /** What must be read from it there. */
  readonly issued: Omit<IssuedToken, "token">;
  /** What somebody would write who takes it. */
  readonly issuerOptions: IssuerOptions;
}

/** An access token under a setting of its own. */
export interface FurtherToken {
  readonly what: string;
  readonly format: Format;
  /** What must be read from it, or how it is refused. */
  readonly expected: Omit<IssuedToken, "token"> | Pick<OtherToken, "reason" | "kind">;
  readonly token: string;
  /** Default: `issuerOptions(format)`. */
  readonly issuerOptions?: IssuerOptions;
}

/** The checks of the table, in its order. */
export const CHECKS = [
  "discovery",
  "accepts a JWT",
  "accepts opaque",
  "scope missing",
  "other tokens",
  "further tokens",
  "wrong audience",
  "foreign issuer",
  "revoked",
  "expired",
  "key rotated",
  "killed",
] as const;

/** One column of the table. */
export type CheckName = (typeof CHECKS)[number];

/** An audience that is not ours. */
export const OTHER_AUDIENCE = "https://other-api.example";
