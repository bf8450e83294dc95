/** What an audit of an API that trusts a dialect leaves out: ids of defects and good forms, and why they do not apply. */
export type AuditExcept = Readonly<Record<string, string>>;

const NO_AUDIENCE = "tokens of this server may name no audience, so one that names none is taken";

/** The tokens of the server need not say for whom they are. */
export const AUDIENCE_OPTIONAL: AuditExcept = { "audience-missing": NO_AUDIENCE, "audience-empty-list": NO_AUDIENCE };

const OTHER_KIND =
  "access tokens of this server have no list of audiences, so one that has it counts as of another kind";

/** The same, and a list of audiences makes another kind of a token. */
export const AUDIENCE_NOT_LISTED: AuditExcept = {
  ...AUDIENCE_OPTIONAL,
  "audience-in-list": OTHER_KIND,
  "audience-in-list-of-one": OTHER_KIND,
};

/** The subject is who is trusted, as the configuration says. */
export const SUBJECT_TRUSTED: AuditExcept = {
  "subject-is-client": "the subject says who is trusted, so one with the name of a client is refused",
};

const NOT_KNOWN =
  "a token of this server is known for an access token by its scope, so one without is refused with 401";

/** The scope shows that a token is an access token. */
export const SCOPE_SHOWS_KIND: AuditExcept = { "scope-missing": NOT_KNOWN, "scope-empty": NOT_KNOWN };

/** The same, and a scope that cannot be read does not show it either. */
export const READABLE_SCOPE_SHOWS_KIND: AuditExcept = {
  "scope-missing": NOT_KNOWN,
  "scope-in-nested-list": NOT_KNOWN,
  "scope-as-member": NOT_KNOWN,
};

/** What another server calls roles or permissions is what grants. */
export const ROLES_GRANT: AuditExcept = {
  "scope-in-roles": "roles or permissions are what grants something in tokens of this server",
};

/** The server is asked about every token. */
export const ALL_INTROSPECTED: AuditExcept = {
  "outage-with-known-keys": "the server is asked about every token, so nothing is accepted while it is away",
  "algorithm-missing": "the server is asked about every token, and answers for it",
};
