import { createAccessToken } from "./access-token.js";
import { applyPolicy } from "./apply-policy.js";
import { classifyToken, type TokenForm } from "./credentials/token-form.js";
import { verifyJwt } from "./judge-jwt.js";
import { confirmActive, verifyOpaque } from "./judge-opaque.js";
import { decryptToken } from "./jwt/decrypt-token.js";
import { type Accepted, deny, type Denied, PASS, type Pass } from "./outcome.js";
import { type Bench, isIntrospecting, type TrustedIssuer, type VerifiedToken } from "./trusted-issuer.js";

/**
 * Judges a token by everything but the requirement of a route.
 *
 * Until the signature has been checked, what the token says is used only to refuse it and to find its issuer. A token that was
 * encrypted is judged by the one inside, as if that had come alone: that it could be decrypted says nothing for it.
 *
 * @throws UnavailableError - keys, or a check of the application, could not be reached.
 * @throws ExtensionError - a key source, schema or check of the application broke its contract.
 * @see RFC 9068 §4, RFC 8725 §3
 */
export async function judgeToken<Claims>(token: string, bench: Bench<Claims>): Promise<Accepted<Claims> | Denied> {
  const { options, now } = bench;
  const size = checkSize(token, options);
  if (size.kind === "denied") return size;
  const form = classifyToken(token);
  const opened = form.form === "encrypted" ? await decryptToken(form, options.decryptionKeys) : form;
  if ("reason" in opened) return opened;
  const verified = opened.form === "opaque" ? await verifyOpaque(token, bench) : await verifyJwt(opened, bench);
  if (verified.kind === "denied") return verified;
  const { issuer } = verified;
  const encryption = checkEncryption(form, issuer);
  if (encryption.kind === "denied") return encryption;
  const presented = form.form === "encrypted" ? asPresented(verified, token) : verified;
  const judged = await applyPolicy(presented, options, now);
  if (judged.kind === "denied" || form.form === "opaque" || issuer.tokenFormat !== "introspect-all") return judged;
  if (!isIntrospecting(issuer)) throw new TypeError("an issuer whose tokens are all introspected has an introspector");
  return (await confirmActive(presented.token, issuer, bench)) ?? judged;
}

/** The token is not too long to be looked at. Denies with `token_too_large`. */
export function checkSize(
  token: string,
  { maxTokenBytes }: Pick<Bench<unknown>["options"], "maxTokenBytes">,
): Pass | Denied {
  return token.length <= maxTokenBytes
    ? PASS
    : deny("token_too_large", `${token.length} bytes, at most ${maxTokenBytes} are read`);
}

/**
 * The token came encrypted, where its issuer is to encrypt. Opaque tokens show nothing, and are not asked to.
 *
 * Denies with `malformed_token`.
 *
 * @see RFC 9068 §4
 */
export function checkEncryption(
  { form }: TokenForm,
  { issuer, requireEncryption }: Pick<TrustedIssuer, "issuer" | "requireEncryption">,
): Pass | Denied {
  return form === "jwt" && requireEncryption
    ? deny("malformed_token", `of ${issuer} only encrypted JWTs are taken (requireEncryption)`)
    : PASS;
}

/** What is exchanged or introspected is what the client sent, not what was in it. */
export function asPresented(verified: VerifiedToken, value: string): VerifiedToken {
  return { ...verified, token: createAccessToken({ ...verified.token, value }) };
}
