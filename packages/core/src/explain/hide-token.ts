/**
 * Makes a filter that takes a token and its parts out of a text. What an explanation says is not made of the token; but a
 * stranger may have written parts of it into its claims, and an application into its own words.
 *
 * Found is whatever has 16 characters in a row in common with the token, or a shorter token whole. Less gives nothing away,
 * and may be words.
 */
export function createTokenFilter(token: string): (text: string) => string {
  // In a text that quotes it, its quotation marks and backslashes are written as JSON writes them.
  const escaped = JSON.stringify(token).slice(1, -1);
  const spellings = token === escaped ? [token] : [token, escaped];
  if (token.length < SHORTEST) return (text) => text;
  const secrets = new Set(spellings.flatMap(toSecrets));
  const lengths = new Set([...secrets].map(({ length }) => length));
  return (text) => [...lengths].reduce((rest, length) => hide(rest, length, secrets), text);
}

/** All runs of characters that are not to be seen. */
function toSecrets(token: string): readonly string[] {
  if (token.length <= SECRET) return [token];
  return Array.from({ length: token.length - SECRET + 1 }, (_, start) => token.slice(start, start + SECRET));
}

function hide(text: string, length: number, secrets: ReadonlySet<string>): string {
  const kept: string[] = [];
  let keptFrom = 0;
  let hiddenTo = -1;
  for (let at = 0; at + length <= text.length; at += 1) {
    if (!secrets.has(text.slice(at, at + length))) continue;
    if (at > hiddenTo) kept.push(text.slice(keptFrom, at), HIDDEN);
    keptFrom = hiddenTo = at + length;
  }
  return [...kept, text.slice(keptFrom)].join("");
}

const SECRET = 16;
/** A token of fewer characters than this may be a word of ours, and nobody makes one. */
const SHORTEST = 8;
const HIDDEN = "[part of the token]";
