/**
 * Says what is wrong with the URL of a server that keys or metadata are fetched from.
 *
 * It must be absolute and `https`; `http` is for loopback only, where nobody can listen. No user name, no fragment, nothing
 * that a URL parser would silently change into another host. Looks up no name: what an address leads to is not checked.
 *
 * @returns A sentence without its subject ("must be ..."), or `undefined` if the URL is fine.
 * @see RFC 8414 §2, §3
 */
export function checkServerUrl(text: unknown): string | undefined {
  // A list of one URL would pass for that URL wherever a text is made of it.
  if (typeof text !== "string" || !ABSOLUTE.test(text) || !URL.canParse(text)) return "must be an absolute https URL";
  if (UNCLEAN.test(text)) return "must not contain white space, control characters or backslashes";
  if (text.includes("#")) return "must not have a fragment";
  if (USER_INFO.test(text)) return "must not contain a user name or password";
  const url = new URL(text);
  if (url.protocol === "http:" && !isLoopback(url)) return "must use https (http is for loopback)";
  return undefined;
}

/** Whether a URL names this very machine: `localhost`, 127.0.0.0/8 or `[::1]`. */
export function isLoopback(url: URL): boolean {
  const { hostname } = url;
  return hostname === "localhost" || hostname === "[::1]" || LOOPBACK_V4.test(hostname);
}

const ABSOLUTE = /^https?:\/\/[^/?#]/i;
// eslint-disable-next-line no-control-regex -- URL parsers drop exactly these
const UNCLEAN = /[\u0000-\u0020\u007f\\]/;
const USER_INFO = /^[^/]+\/\/[^/?#]*@/;
// The URL parser has brought every spelling of an IPv4 address to four decimal numbers.
const LOOPBACK_V4 = /^127\.\d+\.\d+\.\d+$/;
