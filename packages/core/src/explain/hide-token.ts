/**
 * Makes a filter that takes a token and its parts out of a text. What an explanation says is not made of the token; but a
 * stranger may have written parts of it into its claims, and an application into its own words.
 *
 * Found is whatever has 16 characters in a row in common with the token. Fewer give nothing away, and may be words.
 */
export function createTokenFilter(token: string): (text: string) => string {
  const pieces = new Set<string>();
  for (let start = 0; start + PIECE <= token.length; start += PIECE) pieces.add(token.slice(start, start + PIECE));

  // Of 16 characters in a row, one of these pieces is part: so the token itself is searched where one is found only.
  const isSharedAround = (run: string, at: number): boolean => {
    for (let start = Math.max(0, at - PIECE); start <= at && start + SECRET <= run.length; start += 1) {
      if (token.includes(run.slice(start, start + SECRET))) return true;
    }
    return false;
  };
  const isShared = (run: string): boolean => {
    for (let at = 0; at + PIECE <= run.length; at += 1) {
      if (pieces.has(run.slice(at, at + PIECE)) && isSharedAround(run, at)) return true;
    }
    return false;
  };
  return (text) => text.replaceAll(RUNS, (run) => (isShared(run) ? "[part of the token]" : run));
}

const SECRET = 16;
const PIECE = SECRET / 2;
/** What tokens are made of (RFC 6750 §2.1). */
const RUNS = /[\w\-.~+/=]{16,}/g;
