import type { DenialReason } from "@ostiary/core";
import type { DefectId } from "../defects/defects.js";
import type { OpaqueDefectId } from "../defects/opaque-defects.js";
import { SCOPE_SHOWS_KIND } from "./audit-except.js";
import type { AuditExcept } from "./audit-except.js";

/** Why an API that trusts a dialect refuses a defect, where that is another reason than in the catalogue; by id. */
export type Denials = Readonly<Partial<Record<DefectId | OpaqueDefectId, DenialReason>>>;

const OTHER_KIND: DenialReason = "not_an_access_token";

/** Access tokens of the server name no audience, so one that names any counts as of another kind. */
export const AUDIENCE_IS_OTHER_KIND: Denials = {
  "wrong-audience": OTHER_KIND,
  "audience-empty": OTHER_KIND,
  "audience-list-of-others": OTHER_KIND,
  "audience-client": OTHER_KIND,
  "audience-issuer": OTHER_KIND,
  "audience-shorter": OTHER_KIND,
  "audience-longer": OTHER_KIND,
  "audience-within": OTHER_KIND,
  "audience-joined": OTHER_KIND,
  "audience-with-slash": OTHER_KIND,
  "audience-in-other-case": OTHER_KIND,
  "audience-wildcard": OTHER_KIND,
};

/** The claim of the scopes is one that every access token has. */
export const SCOPE_REQUIRED: Denials = { "scope-missing": "missing_claim", "scope-empty": "missing_claim" };

/** That, for a test and for an audit, where nothing else is special about a dialect. */
export const SCOPE_TELLS: { readonly auditExcept: AuditExcept; readonly denials: Denials } = {
  auditExcept: SCOPE_SHOWS_KIND,
  denials: SCOPE_REQUIRED,
};

/** The claim of the scopes is one that every access token has, and an empty one is there. */
export const SCOPE_CLAIM_REQUIRED: Denials = { "scope-missing": "missing_claim", "scope-empty": "scope_insufficient" };

/** The scope shows that a token is an access token, if it can be read. */
export const READABLE_SCOPE_REQUIRED: Denials = {
  "scope-missing": OTHER_KIND,
  "scope-in-nested-list": OTHER_KIND,
  "scope-as-member": OTHER_KIND,
};

/** Every access token names its client, which nothing that is said of an ID token does. */
export const OPAQUE_CLIENT_REQUIRED: Denials = { "opaque-id-token": "missing_claim" };
