import { parseCredentials, readPlainBearer } from "./credentials/parse-credentials.js";
import { isPending, type MaybePromise } from "./internal/maybe-promise.js";
import { type Judged, judgeKnown, judgeNew, judgeToken, type Sight, type TokenBench } from "./judge-token.js";

/**
 * Judges the token in the `Authorization` field lines of a request, as `parseCredentials` and `judgeToken` do one after the other.
 * A field that is spelled in the plain way, with a token that is remembered, need not be read by the grammar once more.
 */
export function judgeCredentials<Claims>(
  lines: readonly string[],
  bench: TokenBench<Claims>,
): MaybePromise<Judged<Claims>> {
  const plain = readPlainBearer(lines);
  if (plain === undefined) return judgeParsed(lines, bench);
  const digest = bench.memory?.digestOf(plain);
  return isPending(digest)
    ? digest.then((digested) => judgePlain({ token: plain, digested }, lines, bench))
    : judgePlain({ token: plain, digested: digest }, lines, bench);
}

function judgePlain<Claims>(
  sight: Sight,
  lines: readonly string[],
  bench: TokenBench<Claims>,
): MaybePromise<Judged<Claims>> {
  return judgeKnown(sight, bench) ?? judgeParsed(lines, bench, sight);
}

/** @param seen - The token by the plain way, of which nothing is known. */
function judgeParsed<Claims>(
  lines: readonly string[],
  bench: TokenBench<Claims>,
  seen?: Sight,
): MaybePromise<Judged<Claims>> {
  const credentials = parseCredentials(lines, bench.options.maxTokenBytes);
  if (credentials.kind === "denied") return credentials;
  return seen?.token === credentials.token ? judgeNew(seen.token, bench) : judgeToken(credentials.token, bench);
}
