import type { DecryptionKey } from "@ostiary/core";
import type { TokenRegister } from "../introspection/token-register.js";
import type { SigningKey } from "../signing-key.js";
import type { ClaimGrammar } from "./claim-grammar.js";
import type { Dialect } from "./dialect.js";
import type { Relocation } from "./relocate.js";

/** What a server is, as far as its tokens go. */
export interface DialectProfile {
  readonly dialect: Dialect;
  readonly issuer: string;
  readonly audience: string;
  /** What access tokens grant; `undefined` for {@link DEFAULT_SCOPE} where the server grants anything in its shapes. */
  readonly scope: string | undefined;
  /** The title of the access token that is issued if nothing else is said. */
  readonly shape: string | undefined;
  readonly grammar: ClaimGrammar;
  /** The clients whose tokens are taken; `undefined` if every client's are. */
  readonly allowedClients: readonly string[] | undefined;
  /** Where texts lead that name the issuer. */
  readonly toPlace: Relocation;
  /** Whether the audience of the shapes gives way to `audience`. */
  readonly isAudienceChanged: boolean;
  readonly decryptionKeys: readonly DecryptionKey[];
  /** The present, NumericDate seconds. */
  readonly now: () => number;
  readonly signingKey: () => SigningKey;
  readonly register: Pick<TokenRegister, "add">;
}

/** What access tokens grant if nothing else is said. */
export const DEFAULT_SCOPE = "api:read";
