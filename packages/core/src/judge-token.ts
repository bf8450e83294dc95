import { applyPolicy } from "./apply-policy.js";
import { classifyToken } from "./credentials/token-form.js";
import { verifyJwt } from "./judge-jwt.js";
import { confirmActive, verifyOpaque } from "./judge-opaque.js";
import { type Accepted, deny, type Denied } from "./outcome.js";
import { type Bench, isIntrospecting } from "./trusted-issuer.js";

/**
 * Judges a token by everything but the requirement of a route.
 *
 * Until the signature has been checked, what the token says is used only to refuse it and to find its issuer.
 *
 * @throws UnavailableError - keys, or a check of the application, could not be reached.
 * @throws ExtensionError - a key source, schema or check of the application broke its contract.
 * @see RFC 9068 §4, RFC 8725 §3
 */
export async function judgeToken<Claims>(token: string, bench: Bench<Claims>): Promise<Accepted<Claims> | Denied> {
  const { options, now } = bench;
  if (token.length > options.maxTokenBytes) {
    return deny("token_too_large", `${token.length} bytes, at most ${options.maxTokenBytes} are read`);
  }
  const form = classifyToken(token);
  if (form.form === "encrypted")
    return deny("malformed_token", "the token is encrypted (JWE), and no key is configured");
  const verified = form.form === "opaque" ? await verifyOpaque(token, bench) : await verifyJwt(form, bench);
  if (verified.kind === "denied") return verified;
  const judged = await applyPolicy(verified, options, now);
  const { issuer } = verified;
  if (judged.kind === "denied" || form.form === "opaque" || issuer.tokenFormat !== "introspect-all") return judged;
  if (!isIntrospecting(issuer)) throw new TypeError("an issuer whose tokens are all introspected has an introspector");
  return (await confirmActive(verified.token, issuer, bench)) ?? judged;
}
