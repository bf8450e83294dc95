/**
 * Where the metadata of an issuer may be, in the order to try: the well-known names of RFC 8414 and of OpenID Connect
 * between host and path, then the one of OpenID Connect after the path. Each place once.
 *
 * @param issuer - An absolute URL without query and fragment. Where it goes after the path, it is used as written.
 * @see RFC 8414 §3.1 and §5, OpenID Connect Discovery 1.0 §4
 */
export function toMetadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = withoutFinalSlash(pathname);
  return [
    ...new Set([
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}/.well-known/openid-configuration${path}`,
      `${withoutFinalSlash(issuer)}/.well-known/openid-configuration`,
    ]),
  ];
}

function withoutFinalSlash(text: string): string {
  return text.endsWith("/") ? text.slice(0, -1) : text;
}
