import { type PolicyStep, toClaimDemands } from "../apply-policy.js";
import { listed, quoteUntrusted } from "../internal/quote.js";
import { PASS } from "../outcome.js";
import { checkRequiredClaims } from "../policy/required-claims.js";
import type { VerifiedToken } from "../trusted-issuer.js";
import { describeExpiry, describeTime } from "./describe-time.js";

/** What is to be said of a policy step that finds nothing wrong. */
export interface PolicyStepWords {
  readonly says: string;
  /** `false` where the settings ask nothing: then nothing has passed. */
  readonly isAsked: boolean;
  /** Where another section speaks than the one of the step, whatever the answer. */
  readonly source?: string | undefined;
}

/** The words of a step; about the claims of a token that nobody may have verified. */
export function describePolicyStep(step: PolicyStep["step"], verified: VerifiedToken, now: number): PolicyStepWords {
  return WORDS[step](verified, now);
}

const WORDS: Readonly<Record<PolicyStep["step"], (verified: VerifiedToken, now: number) => PolicyStepWords>> = {
  audience: describeAudience,
  lifetime: ({ token: { expiresAt, issuedAt }, notBefore }, now) => {
    const instants = [
      describeExpiry(expiresAt, now),
      ...(notBefore === undefined ? [] : [`nbf ${describeTime(notBefore)}`]),
      ...(issuedAt === undefined ? [] : [`iat ${describeTime(issuedAt)}`]),
    ];
    return asked(instants.join(", "));
  },
  required_claims: (verified) => {
    const { requiredClaims, profileClaims } = toClaimDemands(verified);
    const names = [...new Set([...profileClaims, ...requiredClaims])].map((claim) => [claim].flat().join(" or "));
    if (names.length === 0) return unset("none besides iss, aud and exp are");
    // The section asks for its own claims; where only others are missing it has nothing to say.
    const ofProfile = checkRequiredClaims(verified.token, { requiredClaims: [], profileClaims });
    const ofSettings = checkRequiredClaims(verified.token, { requiredClaims, profileClaims: [] });
    const isOfSettings = profileClaims.length === 0 || (ofProfile === PASS && ofSettings !== PASS);
    return { ...asked(`${names.join(", ")} present`), source: isOfSettings ? undefined : "RFC 9068 §2.2" };
  },
  rejected_claims: ({ issuer: { rejectedClaims } }) =>
    rejectedClaims.length === 0 ? unset("none are") : asked(`it has none of ${rejectedClaims.join(", ")}`),
  clients: ({ issuer: { allowedClients }, token: { clientId } }) => {
    const named = clientId === undefined ? "it names no client" : `the client is ${quoteUntrusted(clientId)}`;
    return allowedClients === undefined
      ? { says: `every client of the issuer may call; ${named}`, isAsked: false }
      : asked(`${named}, one of ${allowedClients.size} that may call`);
  },
};

function describeAudience({ token, issuer }: VerifiedToken): PolicyStepWords {
  const named = token.audience.length === 0 ? "aud is absent or empty" : `aud is ${quoteUntrusted(token.audience)}`;
  if (issuer.audience === undefined) {
    return { says: `NOT CHECKED (dangerouslyAcceptAnyAudience): ${named}`, isAsked: false };
  }
  if (token.audience.length === 0) {
    return { says: `NOT CHECKED (dangerouslyAcceptMissingAudience): ${named}`, isAsked: false };
  }
  return asked(`${named}; ours are ${listed(issuer.audience)}`);
}

function asked(says: string): PolicyStepWords {
  return { says, isAsked: true };
}

function unset(what: string): PolicyStepWords {
  return { says: `${what} configured`, isAsked: false };
}
