import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { createResourceServers, expectAccepted, expectRefused, type ResourceServers } from "./resource-servers.js";
import type { Format, IssuedToken } from "./server.js";
import type { Setting } from "./setting.js";
import { readUnverified } from "./unverified.js";

/** A short-lived token is accepted, and no more when its time and the tolerance are over. */
export async function checkExpired({ server, formats, recorder, createForgetful }: Setting): Promise<void> {
  recorder.about(undefined);
  const issued = await Promise.all(
    formats.map(async (format) => {
      const servers = await createForgetful(format);
      // So that the time is not over before metadata and keys are there.
      await Promise.all(servers.targets.map(({ verifier }) => verifier.warmUp()));
      const token = await server.issue({ format, scopes: ["api:read"], lifetimeSeconds: LIFETIME_SECONDS });
      return { format, servers, ...token, overAt: (await readExpiry(servers, token)) + TOLERANCE_SECONDS };
    }),
  );
  await delay(Math.max(...issued.map(({ overAt }) => overAt)) * 1000 - Date.now() + 1000);
  for (const { format, servers, token } of issued) {
    recorder.about(`expired token, ${format}`);
    await expectRefused(servers, token, { reason: format === "jwt" ? "token_expired" : server.expiredOpaque });
  }
  recorder.about(undefined);
}

/** It must be accepted until then, and soon over. */
async function readExpiry(servers: ResourceServers, { token }: IssuedToken): Promise<number> {
  const seen = await Promise.all(servers.targets.map(({ verifier }) => verifier.verify(token)));
  const [expiresAt = 0] = seen.map((accepted) => accepted.expiresAt);
  expect(expiresAt - Date.now() / 1000, "lives for seconds").toBeLessThanOrEqual(MAX_LIFETIME_SECONDS);
  return expiresAt;
}

/** With the keys of before at hand a token by the new key is accepted, and one by the old key as long as that is published. */
export async function checkRotated({ server, recorder, createForgetful }: Setting): Promise<void> {
  recorder.about(undefined);
  const format: Format = "jwt";
  const servers = await createForgetful(format);
  const old = await server.issue({ format, scopes: ["api:read"] });
  await expectAccepted(servers, old);
  const rotated = await server.rotateKeys?.();
  const young = await server.issue({ format, scopes: ["api:read"] });
  expect(kidOf(young.token)).not.toBe(kidOf(old.token));
  await expectAccepted(servers, young);
  if (rotated?.keepsOld === true) await expectAccepted(servers, old);
  else await expectRefused(servers, old.token, { reason: "no_matching_key" });
  // A resource server that has just started sees the same.
  await expectAccepted(await createResourceServers(server.issuerOptions(format), server.audience), young);
}

function kidOf(token: string): unknown {
  return readUnverified(token)?.header["kid"];
}

/** What the servers are set to that cannot be told with each token. */
const LIFETIME_SECONDS = 10;
const MAX_LIFETIME_SECONDS = 65;
/** `clockToleranceSeconds` when nothing is said. */
const TOLERANCE_SECONDS = 5;
