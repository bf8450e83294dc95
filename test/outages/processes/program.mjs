// What the programs here have in common. Each says what it has done, line by line, and ends by itself.

import { createVerifier } from "@ostiary/core";

/** Where the issuer is that the test runs, and a good token of it. */
export const [issuer, token] = process.argv.slice(2);

/** A verifier that trusts it. */
export function trustIssuer(keys = {}, onEvent = () => {}) {
  return createVerifier({ issuer, audience: "https://api.example.com", keys, onEvent });
}

/** What a verifier says of a bearer token, in a word. */
export async function judge(verifier, bearer = token) {
  return (await verifier.authenticate({ authorization: [`Bearer ${bearer}`] })).kind;
}

/** The same token, in the name of another key. */
export function renamed(kid, given = token) {
  const [header, ...rest] = given.split(".");
  const { kid: _, ...others } = JSON.parse(Buffer.from(header, "base64url").toString());
  return [Buffer.from(JSON.stringify({ ...others, kid })).toString("base64url"), ...rest].join(".");
}
