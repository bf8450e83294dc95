// Before anything is timed: a contender that accepts a forged token would be quick for nothing.
import { isAccepted } from "./contender.mjs";
import { CONTENDERS } from "./contenders/index.mjs";
import { createKeys, signPool, signToken } from "./tokens.mjs";

/** @import { Contender, Verify } from "./contender.mjs" */
/** @import { BenchmarkKeys } from "./tokens.mjs" */

const AT_ONCE = 64;

/**
 * @param {BenchmarkKeys} keys
 * @throws Error - naming each contender that refuses a good token, accepts a bad one or mixes tokens up.
 */
export async function proveContenders(keys) {
  const problems = [];
  for (const contender of CONTENDERS.filter((candidate) => candidate.role !== "digest")) {
    if (contender.lacks?.includes(keys.algorithm) === true) continue;
    for (const problem of await findProblems(contender, keys)) {
      problems.push(`${contender.name}, ${keys.algorithm}: ${problem}`);
    }
  }
  if (problems.length > 0) throw new Error(`Nothing was measured.\n${problems.join("\n")}`);
}

/**
 * @param {Contender} contender
 * @param {BenchmarkKeys} keys
 */
async function findProblems(contender, keys) {
  const good = await signPool(keys, AT_ONCE);
  const bad = contender.judgesClaims ? { ...forge(keys, good), ...spoil(keys) } : forge(keys, good);
  const tokens = [...good, ...Object.values(bad)];
  const verify = await contender.create({ keys, tokens, room: undefined });
  const problems = [];
  // Three times, so that those who remember have something to remember when the bad tokens come.
  for (let time = 0; time < 3; time += 1) {
    const answers = await Promise.all(good.map((token, index) => ask(verify, token, index)));
    const refusal = answers.find((answer) => !isAccepted(answer));
    if (refusal !== undefined) problems.push(`refuses a good token: ${JSON.stringify(refusal)}`);
    else if (contender.judgesClaims && !answers.every((answer, index) => isAbout(answer, good[index]))) {
      problems.push("answers with the claims of another token");
    }
  }
  for (const [index, [kind, token]] of Object.entries(bad).entries()) {
    if (isAccepted(await ask(verify, token, AT_ONCE + index))) problems.push(`accepts a token that is ${kind}`);
  }
  return problems;
}

/**
 * @param {BenchmarkKeys} keys
 * @param {readonly string[]} good
 * @returns {Record<string, string>}
 */
function forge(keys, [first = "", second = ""]) {
  const stranger = { ...createKeys(keys.algorithm), kid: keys.kid };
  return {
    "signed by another key": signToken(stranger),
    "given the signature of another": `${first.slice(0, first.lastIndexOf("."))}${second.slice(second.lastIndexOf("."))}`,
  };
}

/**
 * @param {BenchmarkKeys} keys
 * @returns {Record<string, string>}
 */
function spoil(keys) {
  const now = Math.floor(Date.now() / 1000);
  return {
    expired: signToken(keys, { claims: { iat: now - 7200, exp: now - 3600 } }),
    "for another audience": signToken(keys, { claims: { aud: ["https://other.example.com"] } }),
    "of another issuer": signToken(keys, { claims: { iss: "https://other.example.com" } }),
  };
}

/**
 * @param {Verify} verify
 * @param {string} token
 * @param {number} index
 */
async function ask(verify, token, index) {
  try {
    return await verify(token, index);
  } catch (error) {
    return String(error);
  }
}

/**
 * @param {unknown} answer
 * @param {string | undefined} token
 */
function isAbout(answer, token) {
  const { jti } = JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString());
  const { jti: found, tokenId } = /** @type {{ jti?: string, tokenId?: string }} */ (answer);
  return (found ?? tokenId) === jti;
}
