import type { Claims, TokenMaker } from "../token-maker.js";
import { createWrongKinds } from "../wrong-kinds.js";
import type { WrongKinds } from "../wrong-kinds.js";
import type { DialectMaker } from "./dialect-maker.js";
import type { Dialect, Shape } from "./dialect.js";
import { firstShape } from "./find-dialect.js";

/**
 * Wrong tokens of a dialect. Those of other kinds are of the dialect's own shapes, where it has one; defective ones are its access
 * tokens.
 *
 * @param plain - Makes the kinds that the dialect has no shape for.
 */
export function createDialectKinds(dialect: Dialect, maker: DialectMaker, plain: TokenMaker): WrongKinds {
  const general = createWrongKinds(plain);
  const own = createWrongKinds(maker);
  const issueOr =
    (name: keyof WrongKinds, shape?: Shape) =>
    (claims?: Claims): string =>
      shape === undefined ? general[name](claims) : maker.issueShape(shape, claims);
  const untyped = dialect.shapes.find(
    ({ kind, header }) => kind === "logout_token" && header?.["typ"] !== "logout+jwt",
  );
  return {
    ...own,
    issueIdToken: issueOr("issueIdToken", firstShape(dialect, "id_token", "jwt")),
    issueRefreshToken: issueOr("issueRefreshToken", firstShape(dialect, "refresh_token", "jwt")),
    issueLogoutToken: issueOr("issueLogoutToken", firstShape(dialect, "logout_token", "jwt")),
    issueUntypedLogoutToken: issueOr("issueUntypedLogoutToken", untyped),
    issueDpopProof: issueOr("issueDpopProof"),
    issueUnsigned: (claims) => maker.seal(own.issueUnsigned(claims)),
    issueHmacWithPublicKey: (claims) => maker.seal(own.issueHmacWithPublicKey(claims)),
    issueTampered: (claims) => maker.seal(own.issueTampered(claims)),
  };
}
