import { createOpaqueTokens } from "../introspection/opaque-tokens.js";
import type { OpaqueForm, OpaqueTokens } from "../introspection/opaque-tokens.js";
import type { TokenRegister } from "../introspection/token-register.js";
import type { Claims } from "../token-maker.js";
import type { DialectMaker } from "./dialect-maker.js";
import type { Dialect } from "./dialect.js";
import { firstShape } from "./find-dialect.js";

/** The opaque tokens of a dialect. Of a server that has none they are made of its access tokens. */
export function createDialectOpaque(dialect: Dialect, maker: DialectMaker, register: TokenRegister): OpaqueTokens {
  const general = createOpaqueTokens(maker, register);
  const accessToken = firstShape(dialect, "access_token", "opaque");
  const refreshToken = firstShape(dialect, "refresh_token", "opaque");
  const issueOpaque = (claims?: Claims, form?: OpaqueForm): string =>
    accessToken === undefined ? general.issueOpaque(claims, form) : maker.issueOpaque(accessToken, claims, form);
  return {
    ...general,
    issueOpaque,
    bearerOpaque: (claims, form) => ({ authorization: `Bearer ${issueOpaque(claims, form)}` }),
    issueOpaqueRefreshToken: (claims, form) =>
      refreshToken === undefined
        ? general.issueOpaqueRefreshToken(claims, form)
        : maker.issueOpaque(refreshToken, claims, form),
  };
}
