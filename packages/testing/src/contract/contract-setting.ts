import { deny, PASS, UnavailableError } from "@ostiary/core";
import type { Check, OstiaryEvent, StandardSchema, UntypedClaims, VerifierOptions } from "@ostiary/core";
import { manualClock } from "../manual-clock.js";
import { createTestIssuer } from "../test-issuer.js";
import type { TestIssuer } from "../test-issuer.js";

/** What the contract is run in: issuers, and the verifier options that the application under test must use. */
export interface ContractSetting {
  /** Issues the tokens of the cases, and is asked about opaque ones. */
  readonly as: TestIssuer;
  /** Trusted too, but none of its documents can be had, nor can it be asked about its opaque tokens. */
  readonly silentIssuer: TestIssuer;
  /** For the verifier of the application under test, unchanged. */
  readonly verifierOptions: VerifierOptions;
  /** What the verifier told since the list was emptied. */
  readonly events: OstiaryEvent[];
}

/**
 * Makes a setting of its own for one application under test. It opens no socket and needs no closing.
 *
 * Besides the usual rules the options hold some that let a token ask for an answer: the claim `contract_check` makes a check
 * answer `check_denied` (`deny`), `token_revoked` (`revoke`) or fail (`fail`), and a `tenant` that is not a string fails the schema.
 */
export async function createContractSetting(): Promise<ContractSetting> {
  const clock = manualClock();
  const as = await createTestIssuer({ clock });
  const silentIssuer = await createTestIssuer({ clock, issuer: "https://silent.example.com" });
  await silentIssuer.stop();
  const events: OstiaryEvent[] = [];
  return {
    as,
    silentIssuer,
    events,
    verifierOptions: {
      issuer: [
        as.verifierOptions({ opaque: true }).issuer,
        // So many failures that its answer is the same in each case of the contract.
        silentIssuer.verifierOptions({
          opaque: true,
          introspection: { prefixes: [SILENT_PREFIX], breakerFailures: 1000 },
        }).issuer,
      ],
      audience: as.audience,
      clock,
      fetch: (url, init) => (url.startsWith(silentIssuer.issuer) ? silentIssuer.fetch(url, init) : as.fetch(url, init)),
      maxTokenBytes: MAX_TOKEN_BYTES,
      keys: { retries: 0, minBackoffSeconds: 1, maxBackoffSeconds: 1 },
      checks: [checkContractClaim],
      claimsSchema,
      onEvent: (event) => {
        events.push(event);
      },
    },
  };
}

/** Small enough for tokens above it to pass the limits of a web server. */
export const MAX_TOKEN_BYTES = 2048;

/** What the opaque tokens of the silent issuer begin with. */
export const SILENT_PREFIX = "silent_at_";

const checkContractClaim: Check = ({ claims }) => {
  switch (claims["contract_check"]) {
    case "deny":
      return deny("check_denied", "the contract asks for it");
    case "revoke":
      return deny("token_revoked", "the contract asks for it");
    case "fail":
      throw new UnavailableError("The contract asks for it", { retryAfterSeconds: 30 });
    default:
      return PASS;
  }
};

const claimsSchema: StandardSchema<UntypedClaims> = {
  "~standard": {
    version: 1,
    vendor: "ostiary-contract",
    validate: (value) => {
      const claims = value as UntypedClaims;
      return ["string", "undefined"].includes(typeof claims["tenant"])
        ? { value: claims }
        : { issues: [{ message: "must be a string", path: ["tenant"] }] };
    },
  },
};
