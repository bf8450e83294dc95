import type { ResolvedIssuer } from "../resolve-issuers.js";
import { createDescription } from "./create-description.js";
import type { DescribedCheck, SwitchedOff, VerifierDescription } from "./description.js";
import { ISSUER_ROWS } from "./issuer-rows.js";
import { type AnyOptions, collectRows, row } from "./rows.js";
import { VERIFIER_ROWS } from "./verifier-rows.js";

/** Says what a verifier with these options checks. */
export function describeVerifier(options: AnyOptions): VerifierDescription {
  const issuers = [...options.issuers.values()];
  return createDescription({
    checks: [...UNCHANGEABLE, ...collectRows(VERIFIER_ROWS, options)],
    issuers: issuers.map((issuer) => ({
      issuer: issuer.issuer,
      checks: collectRows(ISSUER_ROWS, { issuer, options }),
    })),
    switchedOff: [...issuers.flatMap(listSwitches), ...(options.revealReason ? [REVEALED] : [])],
  });
}

function listSwitches({ issuer, ...policy }: ResolvedIssuer): SwitchedOff[] {
  const switches: readonly [boolean, Omit<SwitchedOff, "issuer">][] = [
    [policy.audience === undefined, ANY_AUDIENCE],
    [policy.acceptMissingAudience, MISSING_AUDIENCE],
    [policy.introspection?.acceptMissingAudience === true, MISSING_IN_ANSWER],
    [policy.ignoreIdTokenEvidence, ID_TOKENS],
  ];
  return switches.filter(([isOn]) => isOn).map(([, entry]) => ({ ...entry, issuer }));
}

/** What no setting changes. */
const UNCHANGEABLE: readonly DescribedCheck[] = [
  row("form", "one spelling: canonical base64url, and no member of header or claims twice", "RFC 7515 §2, RFC 8725 §3"),
  row("header", "no extension is demanded (crit), and keys that it brings along are ignored", "RFC 7515 §4"),
  row("binding", "a token that is bound to a key (cnf) is refused", "RFC 7800 §3.1, RFC 9449 §7.2, RFC 8705 §3"),
];
const ANY_AUDIENCE = {
  switch: "dangerouslyAcceptAnyAudience",
  means: "the audience is NOT CHECKED: every token of the issuer, for whatever API, opens this one",
};
const MISSING_AUDIENCE = {
  switch: "dangerouslyAcceptMissingAudience",
  means: "the audience of tokens without aud is NOT CHECKED: each of them, for whatever API, opens this one",
};
const MISSING_IN_ANSWER = {
  switch: "dangerouslyAcceptMissingAudience",
  means:
    "the audience of opaque tokens of which introspection names none is NOT CHECKED: each of them that the server calls active opens this one",
};
const ID_TOKENS = {
  switch: "dangerouslyIgnoreIdTokenEvidence",
  means: "the marks of ID tokens are NOT CHECKED, but for c_hash: ID tokens for one of the audiences open this API",
};
const REVEALED: SwitchedOff = {
  switch: "dangerouslyRevealReason",
  means: "the reason of each denial is told to the client, which tells an attacker what to mend next",
};
