import type { DenialReason, TokenKind, VerifierOptions } from "@ostiary/core";
import type { AuditExcept } from "./audit-except.js";
import type { Denials } from "./denials.js";
import type { DialectName } from "./dialect-names.js";

/** When the tokens of the dialects were issued and expire, NumericDate seconds; tests happen shortly after the first. */
export const ISSUED_AT = 1_795_000_000;
export const EXPIRES_AT: number = ISSUED_AT + 3600;

/** One token as a server issues it: its form is real, its values are made up. */
export interface Shape {
  /** Which one, for a reader: "access token, client credentials". Unique among the shapes of a dialect. */
  readonly token: string;
  /** What it is. `access_token` is what a resource server is to take; `other` is nothing that has a name. */
  readonly kind: TokenKind | "access_token" | "other";
  /** Header parameters besides `alg` and `kid`, which whoever signs adds. Default: none. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The claims of a JWT; for an opaque token the answer of introspection. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Default: `jwt`. */
  readonly format?: "jwt" | "opaque";
  /** Whether the JWT is encrypted, to the first of `decryptionKeys`. Default: false. */
  readonly encrypted?: boolean;
  /** Of an opaque token: what it begins with. Default: nothing in particular. */
  readonly prefix?: string;
  /** Of a JWT: what introspection says of it besides its claims. Default: nothing else. */
  readonly told?: Readonly<Record<string, unknown>>;
  /** Of an access token that is refused all the same, and not for its kind: for what, and why that is right. */
  readonly refused?: RefusedAccessToken;
  /** It is signed or answered as a real one, but our options cannot tell it apart: why. Only with a preset that says so. */
  readonly gap?: string;
}

/** Why an access token is not to be taken. */
export interface RefusedAccessToken {
  readonly reason: DenialReason;
  /** For a reader, in a sentence without its end: what is missing, and what the server or its client can do. */
  readonly because: string;
}

/** One issuer of a server, how a resource server trusts it, and what it issues. */
export interface Dialect {
  /** What it is called in `createTestIssuer({ like })`: the server, and the variant where it is not the usual one. */
  readonly name: DialectName;
  /** The server, with the variant where there are several: "Microsoft Entra ID (v2)". */
  readonly server: string;
  /** The product that counts when servers are counted: "Microsoft Entra ID". */
  readonly product: string;
  /** The name of the function in `@ostiary/core/presets`. */
  readonly preset: string;
  /** The region `sample` of the file: the whole configuration with the preset, as a user writes it. */
  readonly options: VerifierOptions;
  /** What is not certain about the server or the preset, one sentence each. */
  readonly uncertain: readonly string[];
  /** What the setting must look like on the server, or what else to know, one sentence each. */
  readonly notes: readonly string[];
  /** What an audit leaves out by the id of it, since it does not apply to the `options`: why. Default: nothing. */
  readonly auditExcept?: AuditExcept;
  /** What is refused for another reason than the catalogue has, by the id of it. Default: nothing. */
  readonly denials?: Denials;
  readonly shapes: readonly Shape[];
}
