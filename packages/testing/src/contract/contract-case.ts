import type { DenialReason } from "@ostiary/core";
import type { ContractSetting } from "./contract-setting.js";

/**
 * The routes that an application under test must offer, all of them for GET:
 *
 * - `/public`: no guard
 * - `/me`: `requireAuth()`
 * - `/orders`: `requireScope("api:read")`
 * - `/admin`: `requireScope("api:read", "api:admin")`
 * - `/reports`: `requireAnyScope("report:read", "api:admin")`
 * - `/open`: `optionalAuth()`
 * - `/twice`: two guards, `requireAuth()` and then `requireScope("api:read")`
 *
 * Each answers with the JSON text `{"subject":"user-1","scopes":["api:read"]}`, made of the accepted token, or with
 * `{"subject":null}` if there is none.
 */
export type ContractRoute = "/public" | "/me" | "/orders" | "/admin" | "/reports" | "/open" | "/twice";

/** An answer, byte by byte. */
export interface ContractAnswer {
  readonly status: number;
  /** The one `WWW-Authenticate` field line; `undefined` if there must be none. */
  readonly challenge: string | undefined;
  readonly body: string;
  /** Further field lines by name in lower case; `undefined` for one that must not be there. Others are not looked at. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** One request, and what every adapter must answer. */
export interface ContractCase {
  /** A sentence about behaviour, with the section; unique. */
  readonly name: string;
  readonly route: ContractRoute;
  /** The `Authorization` field lines to send. */
  readonly authorization: (setting: ContractSetting) => readonly string[];
  readonly expected: ContractAnswer;
  /** What the verifier must tell its operator; `undefined` if the request is accepted or not judged at all. */
  readonly reason: DenialReason | "unavailable" | undefined;
}
