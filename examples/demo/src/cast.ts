/** The clients of the authorization server. */
export const CLIENTS = {
  /** Acts for a user. Its identifier is a URI, so that it can be the audience of an access token as well. */
  web: "https://web.example.com",
  /** Acts for itself. */
  batch: "batch",
  /** As `batch`, but its access tokens live for one second. */
  hasty: "hasty",
  /** Acts for a user or for itself. Its access tokens are opaque. */
  mobile: "https://mobile.example.com",
  /** The API of this demo: it gets no tokens, and may ask about those of others. */
  api: "orders-api",
} as const;
export type Client = (typeof CLIENTS)[keyof typeof CLIENTS];

/** What access tokens can be asked for (RFC 8707). */
export const RESOURCES = {
  /** The API of this demo. */
  orders: "https://orders.example.com",
  /** Another API that trusts the same authorization server. */
  invoices: "https://invoices.example.com",
  /** The API behind the web client, which goes by the client's own identifier: as audience it is the ID token's too. */
  web: CLIENTS.web,
} as const;
export type Resource = (typeof RESOURCES)[keyof typeof RESOURCES];

/** What the resources know; a token grants those that were asked for. */
export const SCOPES = ["api:read", "api:write"] as const;

/** The only user. */
export const USER = "alice";
