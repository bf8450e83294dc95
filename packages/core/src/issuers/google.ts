import { ConfigurationError } from "../errors.js";

/**
 * Google issues no access tokens for APIs of others, so there is nothing to configure: this function always throws an error
 * that says what to do instead.
 *
 * Access tokens of Google (`ya29.`) are opaque, for Google's own APIs, and there is no introspection to ask about them
 * (RFC 7662). Every JWT of `https://accounts.google.com` is an ID token, those of service accounts included; it says
 * who somebody is, to a client, and grants nothing.
 *
 * - For users who log in with Google: let an authorization server of yours do that (each of those with a preset can) and take
 *   its access tokens.
 * - For services of your own on Google Cloud, whose callers have nothing but an ID token: let the platform check it before the
 *   request reaches you (Cloud Run with authentication, Identity-Aware Proxy, API Gateway).
 * - For Pub/Sub push and others where your code must check an ID token itself: take a library for ID tokens, on that one
 *   route, and compare `aud` with the URL of the route and `email` with the service account.
 *
 * @throws ConfigurationError - always.
 */
export function google(_options?: object): never {
  throw new ConfigurationError([
    "google: Google issues no access tokens for your API: they are opaque (ya29.) and for Google's own, and every JWT of " +
      "accounts.google.com is an ID token, which grants nothing. For users who log in with Google, let an authorization " +
      "server of yours do that and take its access tokens. For service accounts, let Cloud Run, Identity-Aware Proxy or API " +
      "Gateway check their ID tokens before they reach you; for Pub/Sub push, check them on that one route with a library " +
      "for ID tokens, aud and email included.",
  ]);
}
