// What the programs here have in common. Each says what it has done, line by line, and ends by itself.

import { createVerifier } from "@ostiary/core";

// Where the issuer is that the test runs, who we are to its introspection endpoint, and a good opaque token of it.
const [issuer, clientId, clientSecret, token] = process.argv.slice(2);

/** A verifier that trusts it, and asks it about all tokens that are no JWTs. */
export function trustIssuer(introspection = {}) {
  const authentication = { clientId, clientSecret };
  return createVerifier({
    issuer: { issuer, introspection: { authentication, ...introspection } },
    audience: "https://api.example.com",
  });
}

/** What a verifier says of a bearer token, in a word. */
export async function judge(verifier, bearer = token) {
  return (await verifier.authenticate({ authorization: [`Bearer ${bearer}`] })).kind;
}
