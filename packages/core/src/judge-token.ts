import { createAccessToken } from "./access-token.js";
import { applyPolicy } from "./apply-policy.js";
import type { HeaderMemory } from "./credentials/header-memory.js";
import { classifyToken, type TokenForm } from "./credentials/token-form.js";
import { isPending, type MaybePromise, whenThere } from "./internal/maybe-promise.js";
import { type JwtBench, verifyJwt } from "./judge-jwt.js";
import { confirmActive, verifyOpaque } from "./judge-opaque.js";
import { type SignatureMemory, toRemembered, verifyRemembered } from "./judge-remembered.js";
import { decryptToken } from "./jwt/decrypt-token.js";
import { type Accepted, deny, type Denied, PASS, type Pass } from "./outcome.js";
import { type Bench, isIntrospecting, type TrustedIssuer, type VerifiedToken } from "./trusted-issuer.js";

/** What a token is judged by, and what is known of those that came before; without that each is looked into. */
export interface TokenBench<Claims> extends Bench<Claims>, Pick<JwtBench, "keyAtHand"> {
  readonly memory?: SignatureMemory | undefined;
  readonly headers?: HeaderMemory;
}

/** The token is good, but for the requirement of the route, or it is not. */
export type Judged<Claims> = Accepted<Claims> | Denied;

/**
 * Judges a token by everything but the requirement of a route.
 *
 * Until the signature has been checked, what the token says is used only to refuse it and to find its issuer. A token that was
 * encrypted is judged by the one inside, as if that had come alone: that it could be decrypted says nothing for it.
 *
 * Answers directly, without a promise, if nothing has to be waited for.
 *
 * @throws UnavailableError - keys, or a check of the application, could not be reached.
 * @throws ExtensionError - a key source, schema or check of the application broke its contract.
 * @see RFC 9068 §4, RFC 8725 §3
 */
export function judgeToken<Claims>(token: string, bench: TokenBench<Claims>): MaybePromise<Judged<Claims>> {
  const size = checkSize(token, bench.options);
  if (size.kind === "denied") return size;
  const digest = bench.memory?.digestOf(token);
  return isPending(digest)
    ? digest.then((digested) => judgeSeen({ token, digested }, bench))
    : judgeSeen({ token, digested: digest }, bench);
}

/** A token as it came, and by what it is remembered, if it is. */
export interface Sight {
  readonly token: string;
  readonly digested: string | undefined;
}

function judgeSeen<Claims>(sight: Sight, bench: TokenBench<Claims>): MaybePromise<Judged<Claims>> {
  return judgeKnown(sight, bench) ?? judgeNew(sight.token, bench);
}

/** The verdict over a token that is remembered; `undefined` for any other. */
export function judgeKnown<Claims>(sight: Sight, bench: TokenBench<Claims>): MaybePromise<Judged<Claims>> | undefined {
  const { token, digested } = sight;
  const known = digested === undefined ? undefined : bench.memory?.recall(digested);
  if (known === undefined || digested === undefined) return undefined;
  const verified = verifyRemembered(known, token, bench);
  if (!isPending(verified) && verified.kind === "verified") return judgeVerified(verified, "jwt", bench);
  return whenThere(verified, (answer) => {
    if (answer.kind === "verified") return judgeVerified(answer, "jwt", bench);
    // Its time is over, or its key is gone: neither comes back, as a rule.
    bench.memory?.forget(digested);
    return answer.kind === "denied" ? answer : judgeNew(token, { ...bench, keyAtHand: answer.key });
  });
}

/** Judges a token of which nothing is known. */
export function judgeNew<Claims>(token: string, bench: TokenBench<Claims>): MaybePromise<Judged<Claims>> {
  const form = classifyToken(token, bench.headers);
  if (form.form === "opaque") return judgeOpaque(token, bench);
  if (form.form === "encrypted") return judgeEncrypted(form, bench);
  return whenThere(verifyJwt(form, bench), (jwt) => {
    if (jwt.kind === "denied") return jwt;
    if (!form.headerIsKnown) bench.headers?.remember(token.slice(0, token.indexOf(".")), form.header);
    bench.memory?.see(token, () => toRemembered(jwt));
    return judgeVerified(jwt, "jwt", bench);
  });
}

async function judgeEncrypted<Claims>(
  form: Extract<TokenForm, { readonly form: "encrypted" }>,
  bench: TokenBench<Claims>,
): Promise<Judged<Claims>> {
  const opened = await decryptToken(form, bench.options.decryptionKeys);
  if ("reason" in opened) return opened;
  const verified = await verifyJwt(opened, bench);
  return verified.kind === "denied" ? verified : judgeVerified(asPresented(verified, form.token), form.form, bench);
}

async function judgeOpaque<Claims>(token: string, bench: TokenBench<Claims>): Promise<Judged<Claims>> {
  const verified = await verifyOpaque(token, bench);
  return verified.kind === "denied" ? verified : judgeVerified(verified, "opaque", bench);
}

/** Judges what is asked anew of every token on every request. */
function judgeVerified<Claims>(
  verified: VerifiedToken,
  form: TokenForm["form"],
  bench: TokenBench<Claims>,
): MaybePromise<Judged<Claims>> {
  const { issuer } = verified;
  const encryption = checkEncryption({ form }, issuer);
  if (encryption.kind === "denied") return encryption;
  const judged = applyPolicy(verified, bench.options, bench.now);
  if (form === "opaque" || issuer.tokenFormat !== "introspect-all") return judged;
  return whenThere(judged, (answer) =>
    answer.kind === "denied" ? answer : confirmStillActive(answer, verified, bench),
  );
}

async function confirmStillActive<Claims>(
  accepted: Accepted<Claims>,
  { token, issuer }: VerifiedToken,
  bench: TokenBench<Claims>,
): Promise<Judged<Claims>> {
  if (!isIntrospecting(issuer)) throw new TypeError("an issuer whose tokens are all introspected has an introspector");
  return (await confirmActive(token, issuer, bench)) ?? accepted;
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
  { form }: Pick<TokenForm, "form">,
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
