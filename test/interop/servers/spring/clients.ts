import { OTHER_AUDIENCE } from "../../support/server.js";

/** Each has one of its own: Spring takes no two alike. */
export function secretOf(clientId: string): string {
  return `made up for ${clientId}`;
}

/** Where browsers come back to; nobody listens there. */
export const REDIRECT_URI = "http://127.0.0.1/callback";
/** The one user. */
export const ADA = { username: "ada", password: "made up for ada" };
/** What the client `typed` gets tokens for; all others get them for themselves. */
export const TYPED_AUDIENCE = "https://api.example";
/** The API, which asks about tokens. */
export const API = { clientId: "orders-api", clientSecret: secretOf("orders-api") };
/** Whose tokens the API takes, besides those of `typed`. */
export const CLIENT_IDS: readonly string[] = ["web", "web-opaque", "short-lived", "short-lived-opaque"];

/** The settings of Spring Boot that register all clients. */
export function toClientSettings(): Readonly<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const { id, isOpaque = false, lifetime = "5m" } of CLIENTS) {
    const place = `spring.security.oauth2.authorizationserver.client.${id.replaceAll(/[^a-z-]/g, "")}`;
    Object.assign(settings, {
      [`${place}.registration.client-id`]: id,
      [`${place}.registration.client-secret`]: `{noop}${secretOf(id)}`,
      [`${place}.registration.client-authentication-methods`]: "client_secret_basic",
      [`${place}.registration.authorization-grant-types`]: GRANTS.join(","),
      [`${place}.registration.redirect-uris`]: REDIRECT_URI,
      [`${place}.registration.scopes`]: "openid,api:read,api:admin",
      [`${place}.require-proof-key`]: "false",
      [`${place}.token.access-token-format`]: isOpaque ? "reference" : "self-contained",
      [`${place}.token.access-token-time-to-live`]: lifetime,
    });
  }
  return settings;
}

interface Client {
  readonly id: string;
  readonly isOpaque?: boolean;
  readonly lifetime?: string;
}

const CLIENTS: readonly Client[] = [
  { id: "web" },
  { id: "web-opaque", isOpaque: true },
  { id: "short-lived", lifetime: "10s" },
  { id: "short-lived-opaque", isOpaque: true, lifetime: "10s" },
  // JWTs are for the client that gets them, so that it is the other API itself.
  { id: OTHER_AUDIENCE },
  { id: "others-opaque", isOpaque: true },
  { id: "typed" },
  { id: API.clientId },
];

const GRANTS = [
  "authorization_code",
  "refresh_token",
  "client_credentials",
  "urn:ietf:params:oauth:grant-type:token-exchange",
];
