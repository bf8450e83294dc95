import { expect } from "vitest";
import { checkKilled } from "./check-killed.js";
import { checkExpired, checkRotated } from "./check-time.js";
import type { Recorder } from "./record.js";
import { createResourceServers, expectAccepted, expectRefused, type ResourceServers } from "./resource-servers.js";
import { type CheckName, type Format, type IssuedToken, OTHER_AUDIENCE, type OtherToken } from "./server.js";
import type { Setting } from "./setting.js";
import { readUnverified } from "./unverified.js";

/** Makes one check of one server; throws what is wrong. `undefined`: this server cannot be asked for it. */
export type Check = (setting: Setting) => Promise<void> | undefined;

/** The checks by their names. */
export const checks: Readonly<Record<CheckName, Check>> = {
  discovery: checkDiscovery,
  "accepts a JWT": (setting) => checkAccepted(setting, "jwt"),
  "accepts opaque": (setting) => checkAccepted(setting, "opaque"),
  "scope missing": checkScopeMissing,
  "other tokens": checkOtherTokens,
  "further tokens": (setting) => (setting.server.furtherAccessTokens === undefined ? undefined : checkFurther(setting)),
  "wrong audience": checkWrongAudience,
  "foreign issuer": (setting) => (setting.server.foreign === undefined ? undefined : checkForeign(setting)),
  revoked: (setting) => (setting.server.revoke === undefined ? undefined : checkRevoked(setting)),
  expired: checkExpired,
  "key rotated": (setting) => (setting.server.rotateKeys === undefined ? undefined : checkRotated(setting)),
  killed: checkKilled,
};

/** Metadata and keys are found, where there are keys to be found. */
async function checkDiscovery({ server, formats, resourceServers }: Setting): Promise<void> {
  for (const format of formats) {
    const { targets } = await resourceServers(format);
    for (const { name, verifier, events } of targets) {
      await verifier.warmUp();
      expect(verifier.health(), name).toMatchObject({ state: "fresh" });
      if (server.issuerOptions(format).tokenFormat === "opaque") continue;
      expect(events.find(({ type }) => type === "keys.refreshed")).toMatchObject({ generation: 1 });
    }
  }
}

function checkAccepted(setting: Setting, format: Format): Promise<void> | undefined {
  return setting.formats.includes(format) ? checkFormat(setting, format) : undefined;
}

async function checkFormat({ server, recorder, resourceServers }: Setting, format: Format): Promise<void> {
  const servers = await resourceServers(format);
  for (const scopes of [["api:read"], ["api:read", "api:admin"]]) {
    const issued = await server.issue({ format, scopes });
    const what = `access token, ${format}, ${scopes.join(" ")}`;
    noteIssued(recorder, what, issued);
    await expectAccepted(servers, issued);
  }
  recorder.about(undefined);
}

async function checkScopeMissing({ server, formats, recorder, resourceServers }: Setting): Promise<void> {
  for (const format of formats) {
    const { token } = await server.issue({ format, scopes: ["api:read"] });
    recorder.about(undefined);
    await expectRefused(await resourceServers(format), token, { reason: "scope_insufficient" }, "/admin");
  }
}

/** They are refused for their kind, whoever they are for; where nothing shows the kind it is said why. */
async function checkOtherTokens(setting: Setting): Promise<void> {
  const { server, formats, recorder, resourceServers, note } = setting;
  const others = await server.otherTokens();
  expect(others.length).toBeGreaterThan(0);
  for (const other of others) {
    recorder.noteToken(other.what, other.token);
    recorder.about(other.what);
    for (const format of other.format === undefined ? formats : [other.format]) {
      await refuse(other, await resourceServers(format));
      const audience = audienceOf(other.token);
      if (audience === undefined || other.reason === "audience_mismatch") continue;
      await refuse(other, await createResourceServers({ ...server.issuerOptions(format), audience }, audience));
    }
  }
  for (const text of sayUnknownKinds(others)) note(text);
}

function refuse(other: OtherToken, servers: ResourceServers): Promise<void> {
  return naming(other.what, () => expectRefused(servers, other.token, other));
}

/** Of opaque tokens nobody expects to see the kind. */
function sayUnknownKinds(others: readonly OtherToken[]): readonly string[] {
  const why = new Map<string, string[]>();
  for (const { what, token, kind, kindUnknown } of others) {
    if (kind !== undefined || readUnverified(token) === undefined) continue;
    if (kindUnknown === undefined) throw new Error(`${what}: refused without its kind, and nothing says why`);
    why.set(kindUnknown, [...(why.get(kindUnknown) ?? []), what]);
  }
  return [...why].map(([reason, names]) => `kind not known, because ${reason}: ${names.join(", ")}`);
}

/** The first that is named in a JWT. */
function audienceOf(token: string): string | undefined {
  const aud = readUnverified(token)?.claims["aud"];
  const first: unknown = Array.isArray(aud) ? aud[0] : aud;
  return typeof first === "string" && first !== "" ? first : undefined;
}

async function checkFurther({ server, recorder, resourceServers }: Setting): Promise<void> {
  for (const further of (await server.furtherAccessTokens?.()) ?? []) {
    const { what, token, format, expected, issuerOptions } = further;
    noteIssued(recorder, what, { token, ...expected });
    const servers =
      issuerOptions === undefined
        ? await resourceServers(format)
        : await createResourceServers(issuerOptions, server.audience, recorder);
    await naming(what, () =>
      "reason" in expected ? expectRefused(servers, token, expected) : expectAccepted(servers, { token, ...expected }),
    );
  }
  recorder.about(undefined);
}

/** A token for another API, and our token at another API. */
async function checkWrongAudience({ server, formats, recorder, resourceServers }: Setting): Promise<void> {
  recorder.about(undefined);
  for (const format of formats) {
    const scopes = ["api:read"];
    const forOthers = await server.issue({ format, scopes, audience: OTHER_AUDIENCE });
    recorder.noteToken(`access token, ${format}, for another API`, forOthers.token);
    await expectRefused(await resourceServers(format), forOthers.token, { reason: "audience_mismatch" });
    const ours = await server.issue({ format, scopes });
    const options = { ...server.issuerOptions(format), audience: OTHER_AUDIENCE };
    const others = await createResourceServers(options, OTHER_AUDIENCE);
    await expectAccepted(others, forOthers);
    await expectRefused(others, ours.token, { reason: "audience_mismatch" });
  }
}

/** It is good where it comes from, and for the same audience. */
async function checkForeign({ server, formats, recorder, resourceServers }: Setting): Promise<void> {
  for (const format of formats) {
    const foreign = await server.foreign?.(format);
    if (foreign === undefined) throw new Error(`no ${format} token of another issuer`);
    const { what, token, issued, issuerOptions } = foreign;
    const there = await createResourceServers(issuerOptions, server.audience);
    await naming(`${what}, there`, () => expectAccepted(there, { token, ...issued }));
    recorder.about(`${what}, ${format}`);
    await refuse(foreign, await resourceServers(format));
  }
}

async function checkRevoked({ server, recorder, createForgetful }: Setting): Promise<void> {
  const servers = await createForgetful("opaque");
  const issued = await server.issue({ format: "opaque", scopes: ["api:read"] });
  await expectAccepted(servers, issued);
  await server.revoke?.(issued);
  recorder.about("revoked token");
  await expectRefused(servers, issued.token, { reason: "token_inactive" });
  recorder.about(undefined);
}

function noteIssued(
  recorder: Recorder,
  what: string,
  { token, clientId, subject }: Partial<IssuedToken> & Pick<IssuedToken, "token">,
): void {
  recorder.name(clientId, "client");
  recorder.name(subject, "subject");
  recorder.noteToken(what, token);
  recorder.about(what);
}

/** So that a failure says which of several tokens it is about. */
async function naming(what: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (cause) {
    if (cause instanceof Error) cause.message = `${what}: ${cause.message}`;
    throw cause;
  }
}
