import type { Api } from "./apis.js";
import type { AuthorizationServer } from "./authorization-server.js";
import type { Expectation } from "./expectations.js";
import type { TokenResponse } from "./flows.js";

/** What is there when the curtain rises. */
export interface Stage {
  readonly server: AuthorizationServer;
  /** Accept tokens for `RESOURCES.orders`, issued by `server`. */
  readonly apis: readonly Api[];
  /** What the user's login gave the web client. */
  readonly tokens: Required<TokenResponse>;
}

/** Requests that belong together. */
export interface Chapter {
  readonly title: string;
  readonly scenes: readonly Scene[];
}

/** One request, sent to each API, and the answer that it must get. */
export interface Scene {
  readonly request: string;
  /** In plain words, where the operator's text is terse: what is shown, and why it matters. */
  readonly note?: string | (() => string);
  /** What happens just before the request is sent. */
  readonly before?: () => void | Promise<void>;
  readonly apis: readonly Api[];
  /** Default: `GET /orders`. */
  readonly route?: "GET /orders" | "POST /orders" | "GET /me";
  readonly authorization?: readonly string[];
  readonly expected: Expectation;
}

/** Presents one token. */
export function bearer(token: string): Pick<Scene, "authorization"> {
  return { authorization: [`Bearer ${token}`] };
}
