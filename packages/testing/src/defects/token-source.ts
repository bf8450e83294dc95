import type { Clock } from "@ostiary/core";
import type { OpaqueTokens } from "../introspection/opaque-tokens.js";
import type { SigningKey } from "../signing-key.js";
import type { Claims, HowToSign } from "../token-maker.js";
import type { WrongKinds } from "../wrong-kinds.js";

/** As much of a test issuer as defects are made with. */
export interface TokenSource extends OpaqueTokens, WrongKinds {
  readonly issuer: string;
  readonly audience: string;
  /** What its access tokens grant, separated by spaces. */
  readonly scope: string;
  readonly clock: Clock;
  /** The key that signs at the moment. */
  readonly signingKey: SigningKey;
  /** A good access token, with these claims changed. */
  issue(claims?: Claims, how?: HowToSign): string;
}
