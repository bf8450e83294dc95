import type { Clock, Fetch } from "@ostiary/core";
import { dangerouslyRevealReason } from "@ostiary/core/danger";
import { noteTrouble } from "./last-trouble.js";
import type { TestIssuer } from "./test-issuer.js";

/** What a verifier needs to trust several test issuers. */
export interface SeveralIssuersOptions {
  readonly issuer: string[];
  readonly audience: string[];
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly [dangerouslyRevealReason]: true;
}

/**
 * Options for a verifier that trusts several test issuers: as `verifierOptions()` of each, with one `fetch` that asks each issuer
 * for what is its own, and the platform for what listening ones have.
 *
 * To say more of one of them, as that it is to be asked about opaque tokens, put what its `verifierOptions({ opaque: true }).issuer`
 * is in place of its name: `{ ...trustIssuers(a, b), issuer: [a.issuer, b.verifierOptions({ opaque: true }).issuer] }`.
 *
 * @throws TypeError - there is none, two have the same identifier, or they do not share a clock.
 */
export function trustIssuers(...issuers: readonly TestIssuer[]): SeveralIssuersOptions {
  const [first] = issuers;
  if (first === undefined) throw new TypeError("trustIssuers() takes the test issuers to trust, one or more");
  const names = issuers.map(({ issuer }) => issuer);
  if (new Set(names).size < names.length) {
    throw new TypeError(`Each issuer must have an identifier of its own; set the option issuer: ${names.join(", ")}`);
  }
  if (issuers.some(({ clock }) => clock !== first.clock)) {
    throw new TypeError("The issuers must share a clock: give createTestIssuer() the same one each time");
  }
  return {
    issuer: names,
    audience: [...new Set(issuers.map(({ audience }) => audience))],
    clock: first.clock,
    fetch: composeFetch(issuers),
    [dangerouslyRevealReason]: true,
  };
}

function composeFetch(issuers: readonly TestIssuer[]): Fetch {
  return async (url, init) => {
    const owner = issuers.find((as) => as.serves(url));
    if (owner === undefined) {
      const trouble = `None of the test issuers has anything at ${url}`;
      noteTrouble(trouble);
      throw new TypeError(trouble);
    }
    return "fetch" in owner.verifierOptions() ? owner.fetch(url, init) : fetch(url, init);
  };
}
