import * as fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import * as zod from "zod";
import {
  createVerificationKey,
  createVerifier,
  deny,
  type Fetch,
  type KeySource,
  type OstiaryEvent,
  type Outcome,
  PASS,
  UnavailableError,
  type VerificationKey,
  type Verifier,
} from "../src/index.js";
import { AUDIENCE, createSigner, ISSUER, manualClock, NOW, verifierFor } from "./support/issuer.js";

const { verifySignature } = vi.hoisted(() => ({ verifySignature: vi.fn<(...given: never[]) => unknown>() }));
vi.mock("#signature", async (importOriginal) => {
  const original = await importOriginal<{ verifySignature(...given: never[]): unknown }>();
  verifySignature.mockImplementation((...given) => original.verifySignature(...given));
  return { ...original, verifySignature };
});

const signer = await createSigner();
const stranger = await createSigner();
const good = await signer.sign();
const bearer = (token: string) => ({ authorization: [`Bearer ${token}`] });

beforeEach(() => {
  verifySignature.mockClear();
});

const checks = () => verifySignature.mock.calls.length;

/** Presents a token as often as it takes for it to be remembered. */
async function remember(verifier: Verifier<unknown>, token: string): Promise<void> {
  await verifier.authenticate(bearer(token));
  await verifier.authenticate(bearer(token));
  verifySignature.mockClear();
}

describe("the signature of a token that comes again", () => {
  test("is checked twice, and then no more", async () => {
    const { verify } = verifierFor(signer);
    for (let time = 1; time <= 5; time += 1) {
      await expect(verify(good)).resolves.toMatchObject({ subject: "u1", value: good });
      expect(checks()).toBe(Math.min(time, 2));
    }
  });

  test("is checked each time, if nothing is to be remembered", async () => {
    const { verify } = verifierFor(signer, { signatureMemory: false });
    for (let time = 1; time <= 4; time += 1) await verify(good);
    expect(checks()).toBe(4);
  });

  test("is checked again by another verifier", async () => {
    await remember(verifierFor(signer), good);
    await verifierFor(signer).verify(good);
    expect(checks()).toBe(1);
  });

  test.each(["bearer", "Bearer ", "BEARER"])("is remembered however its scheme is spelled: %j", async (scheme) => {
    const verifier = verifierFor(signer);
    await remember(verifier, good);
    const outcome = await verifier.authenticate({ authorization: [`${scheme} ${good}`] });
    expect(outcome.kind).toBe("accepted");
    expect(checks()).toBe(0);
  });

  test("is checked each time of a token that is too long to be remembered", async () => {
    const { verify } = verifierFor(signer, { signatureMemory: { maxTokenBytes: 256 } });
    for (let time = 1; time <= 3; time += 1) await verify(good);
    expect(checks()).toBe(3);
  });

  test("is checked again when there was no room: the token that was longest out of use goes", async () => {
    const other = await signer.sign({ sub: "u2" });
    const verifier = verifierFor(signer, { signatureMemory: { entries: 1 } });
    await remember(verifier, good);
    await remember(verifier, other);
    await verifier.verify(other);
    expect(checks()).toBe(0);
    await verifier.verify(good);
    expect(checks()).toBe(1);
  });

  test("is checked of everything that differs by one character", async () => {
    const verifier = verifierFor(signer);
    await remember(verifier, good);
    for (const at of [3, good.indexOf(".") + 5, good.lastIndexOf(".") + 5]) {
      const changed = good.slice(0, at) + (good[at] === "A" ? "B" : "A") + good.slice(at + 1);
      await expect(verifier.verify(changed)).rejects.toMatchObject({ name: "DeniedError" });
    }
    const [head = "", payload = ""] = good.split(".");
    await expect(verifier.verify(`${head}.${payload}.${(await stranger.sign()).split(".")[2]}`)).rejects.toMatchObject({
      reason: "signature_invalid",
    });
  });

  test("is never remembered as good when it was not", async () => {
    const forged = await stranger.sign();
    const { verify } = verifierFor(signer);
    for (let time = 1; time <= 4; time += 1) {
      await expect(verify(forged)).rejects.toMatchObject({ reason: "signature_invalid" });
      expect(checks()).toBe(time);
    }
  });
});

describe("a remembered token", () => {
  test("is no more accepted when its time is over (RFC 7519 §4.1.4)", async () => {
    const clock = manualClock();
    const verifier = verifierFor(signer, { clock, clockToleranceSeconds: 0 });
    await remember(verifier, good);
    clock.at = NOW + 299;
    await verifier.verify(good);
    clock.at = NOW + 300;
    await expect(verifier.verify(good)).rejects.toMatchObject({ reason: "token_expired" });
    expect(checks()).toBe(0);
  });

  test("is not accepted before its time, should the clock be set back (RFC 7519 §4.1.5)", async () => {
    const clock = manualClock();
    const verifier = verifierFor(signer, { clock });
    const token = await signer.sign({ nbf: NOW - 10 });
    await remember(verifier, token);
    clock.at = NOW - 60;
    await expect(verifier.verify(token)).rejects.toMatchObject({ reason: "token_not_yet_valid" });
  });

  test("is an object of its own for each request, frozen, with the same claims", async () => {
    const verifier = verifierFor(signer);
    await remember(verifier, good);
    const [first, second] = [await verifier.verify(good), await verifier.verify(good)];
    expect(first).not.toBe(second);
    expect({ ...first }).toEqual({ ...second });
    expect(Object.isFrozen(second) && Object.isFrozen(second.claims) && Object.isFrozen(second.scopes)).toBe(true);
    expect(first.value).toBe(good);
  });

  test("is what it was the first time, member by member", async () => {
    const token = await signer.sign({ act: { sub: "a" }, azp: "c1", nbf: NOW - 10, aud: ["other", AUDIENCE] });
    const { verify } = verifierFor(signer);
    const first = await verify(token);
    await verify(token);
    expect({ ...(await verify(token)) }).toEqual({ ...first });
    expect(checks()).toBe(2);
  });

  test("is asked for the scopes of each route (RFC 6750 §3.1)", async () => {
    const verifier = verifierFor(signer);
    await remember(verifier, good);
    await expect(verifier.verify(good, { scopes: ["api:write"] })).rejects.toMatchObject({
      reason: "scope_insufficient",
    });
    await expect(verifier.verify(good, { scopes: ["api:read"] })).resolves.toBeDefined();
  });

  test("is put to the checks and the schema of the application each time", async () => {
    const revoked = new Set<string>();
    const check = vi.fn((token: { readonly tokenId?: string }) =>
      revoked.has(token.tokenId ?? "") ? deny("token_revoked", "by us") : PASS,
    );
    const claimsSchema = zod.looseObject({ sub: zod.string() }).transform(({ sub }) => ({ user: sub }));
    const verifier = verifierFor(signer, { checks: [check], claimsSchema });
    await remember(verifier, good);
    check.mockClear();
    await expect(verifier.verify(good)).resolves.toMatchObject({ claims: { user: "u1" } });
    revoked.add("t1");
    await expect(verifier.verify(good)).rejects.toMatchObject({ reason: "token_revoked" });
    expect(check).toHaveBeenCalledTimes(2);
    expect(checks()).toBe(0);
  });

  test("is refused as before if it was good and not for us", async () => {
    const token = await signer.sign({ aud: "https://other.example" });
    const { verify } = verifierFor(signer);
    for (let time = 1; time <= 4; time += 1) {
      await expect(verify(token)).rejects.toMatchObject({ reason: "audience_mismatch" });
    }
    expect(checks()).toBe(2);
  });

  test("is refused as before if it is bound to a key (RFC 9449 §7.2)", async () => {
    const token = await signer.sign({ cnf: { jkt: "x" } });
    const { verify } = verifierFor(signer);
    for (let time = 1; time <= 3; time += 1) {
      await expect(verify(token)).rejects.toMatchObject({ reason: "binding_required" });
    }
  });

  test("is of no use to the verifier of another issuer with the same key", async () => {
    const verifier = verifierFor(signer);
    await remember(verifier, good);
    const other = createVerifier({
      issuer: { issuer: "https://as.example/t2", jwks: { keys: [signer.jwk] } },
      audience: AUDIENCE,
      clock: manualClock(),
    });
    await expect(other.verify(good)).rejects.toMatchObject({ reason: "unknown_issuer" });
  });
});

describe("the key of a remembered token", () => {
  const state: { answer: () => ReturnType<KeySource["find"]> } = { answer: () => undefined };
  const keySource: KeySource = { find: () => state.answer() };
  const make = (options: object = {}) =>
    createVerifier({ issuer: { issuer: ISSUER, keySource }, audience: AUDIENCE, clock: manualClock(), ...options });
  let key: VerificationKey;

  beforeEach(async () => {
    key = await createVerificationKey(signer.jwk);
    state.answer = () => key;
  });

  test("is asked for each time", async () => {
    const find = vi.spyOn(state, "answer");
    const verifier = make();
    await remember(verifier, good);
    find.mockClear();
    await verifier.verify(good);
    await verifier.verify(good);
    expect(find).toHaveBeenCalledTimes(2);
    expect(checks()).toBe(0);
  });

  test("may come later, too", async () => {
    const verifier = make();
    await remember(verifier, good);
    state.answer = () => Promise.resolve(key);
    await expect(verifier.verify(good)).resolves.toMatchObject({ subject: "u1" });
    expect(checks()).toBe(0);
  });

  test.each(["at once", "later"])("verifies nothing from the moment it is gone, told %s", async (when) => {
    const verifier = make();
    await remember(verifier, good);
    state.answer = () => (when === "later" ? Promise.resolve(undefined) : undefined);
    await expect(verifier.verify(good)).rejects.toMatchObject({ reason: "no_matching_key" });
    state.answer = () => key;
    await verifier.verify(good);
    expect(checks()).toBe(1);
  });

  test("is another one under the same name: the signature is not its own (RFC 7517 §4.5)", async () => {
    const other = await createVerificationKey(stranger.jwk);
    const verifier = make();
    await remember(verifier, good);
    state.answer = () => other;
    await expect(verifier.verify(good)).rejects.toMatchObject({ reason: "signature_invalid" });
    expect(checks()).toBe(1);
  });

  test("is equal and not the same: the signature is checked again", async () => {
    const twin = await createVerificationKey(signer.jwk);
    const verifier = make();
    await remember(verifier, good);
    state.answer = () => twin;
    await expect(verifier.verify(good)).resolves.toBeDefined();
    expect(checks()).toBe(1);
  });

  test("is found anew for each request: that is asked once a request all the same", async () => {
    const find = vi.spyOn(state, "answer").mockImplementation(() => createVerificationKey(signer.jwk));
    const verifier = make();
    for (let time = 1; time <= 5; time += 1) {
      await expect(verifier.verify(good)).resolves.toBeDefined();
      expect(find).toHaveBeenCalledTimes(time);
    }
    find.mockRestore();
  });

  test("cannot be had: that is an outage, and passes", async () => {
    const verifier = make();
    await remember(verifier, good);
    state.answer = () => {
      throw new UnavailableError("down");
    };
    await expect(verifier.authenticate(bearer(good))).resolves.toMatchObject({ kind: "unavailable" });
    state.answer = () => Promise.reject(new UnavailableError("down"));
    await expect(verifier.authenticate(bearer(good))).resolves.toMatchObject({ kind: "unavailable" });
    state.answer = () => key;
    await verifier.verify(good);
    expect(checks()).toBe(0);
  });
});

describe("with keys that are fetched, a remembered token", () => {
  const clock = manualClock();
  const server = { keys: [signer.jwk], isDown: false };
  const fetch: Fetch = () =>
    server.isDown
      ? Promise.reject(new TypeError("fetch failed"))
      : Promise.resolve(Response.json({ keys: server.keys }));
  const make = () =>
    createVerifier({ issuer: { issuer: ISSUER, jwksUri: `${ISSUER}/jwks` }, audience: AUDIENCE, clock, fetch });
  const whenRefreshed = () => new Promise((resolve) => setTimeout(resolve, 20));
  const show = async (verifier: Verifier) => {
    const outcome = await verifier.authenticate(bearer(long));
    return outcome.kind === "denied" ? outcome.reason : outcome.kind;
  };
  let long: string;

  beforeEach(async () => {
    clock.at = NOW;
    Object.assign(server, { keys: [signer.jwk], isDown: false });
    long = await signer.sign({ exp: NOW + 90_000 });
  });

  test("is refused once the key was withdrawn and the set refreshed, and an old snapshot does not bring it back", async () => {
    const verifier = make();
    await remember(verifier, long);
    const old = verifier.exportSnapshot();
    server.keys = [{ ...stranger.jwk, kid: "k2" }];
    clock.at += 601;
    await verifier.authenticate(bearer(long));
    await whenRefreshed();
    expect(await show(verifier)).toBe("no_matching_key");
    await verifier.importSnapshot(old);
    expect(await show(verifier)).toBe("no_matching_key");
    verifier.close();
  });

  test("is accepted for as long as a stale set may serve, and after that it is an outage", async () => {
    const verifier = make();
    await remember(verifier, long);
    server.isDown = true;
    clock.at += 601;
    await verifier.authenticate(bearer(long));
    expect(await show(verifier)).toBe("accepted");
    clock.at += 3600;
    expect(await show(verifier)).toBe("unavailable");
    expect(checks()).toBe(0);
    verifier.close();
  });

  test("is accepted after close() for as long as the keys at hand may be used, and no longer", async () => {
    const verifier = make();
    await remember(verifier, long);
    verifier.close();
    expect(await show(verifier)).toBe("accepted");
    clock.at += 4300;
    expect(await show(verifier)).toBe("unavailable");
  });

  test("is remembered still when the set is refreshed and has the same key", async () => {
    const verifier = make();
    await remember(verifier, long);
    clock.at += 601;
    await verifier.authenticate(bearer(long));
    await whenRefreshed();
    expect(await show(verifier)).toBe("accepted");
    expect(checks()).toBe(0);
    verifier.close();
  });
});

test("whatever happens in between, the answers are those of a verifier without a memory", async () => {
  const tokens = await Promise.all([
    signer.sign(),
    signer.sign({ exp: NOW + 20 }),
    signer.sign({ nbf: NOW - 5 }),
    signer.sign({ aud: "https://other.example" }),
    signer.sign({ scope: "api:write" }),
    signer.sign({}, { kid: "k2" }),
    stranger.sign(),
  ]);
  const keys = [await createVerificationKey(signer.jwk), await createVerificationKey(stranger.jwk), undefined];
  const spelled = fc.constantFrom("Bearer ", "Bearer ", "bearer ", "Bearer  ", "Bearer\t", "Bearer", "Bearer a,");
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ present: fc.nat(tokens.length - 1), spelled }) },
    { weight: 1, arbitrary: fc.record({ turnTo: fc.integer({ min: NOW - 100, max: NOW + 400 }) }) },
    { weight: 1, arbitrary: fc.record({ key: fc.constantFrom(0, 0, 1, 2) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = manualClock();
      let key = keys[0];
      const issuer = { issuer: ISSUER, keySource: { find: () => key } };
      const options = { issuer, audience: AUDIENCE, clock };
      const told: [OstiaryEvent[], OstiaryEvent[]] = [[], []];
      const verifiers = [
        createVerifier({ ...options, signatureMemory: { entries: 3 }, onEvent: (event) => void told[0].push(event) }),
        createVerifier({ ...options, signatureMemory: false, onEvent: (event) => void told[1].push(event) }),
      ];
      for (const one of steps) {
        if ("turnTo" in one) clock.at = one.turnTo;
        else if ("key" in one) key = keys[one.key];
        else {
          const request = { authorization: [`${one.spelled}${tokens[one.present]}`] };
          const [first, second] = await Promise.all(
            verifiers.map((verifier) => verifier.authenticate(request, { scopes: ["api:read"] })),
          );
          expect(toPlain(first)).toEqual(toPlain(second));
        }
      }
      expect(told[0]).toEqual(told[1]);
    }),
    { numRuns: 60 },
  );
});

function toPlain(outcome: Outcome | undefined): unknown {
  return outcome?.kind === "accepted" ? { ...outcome.token, scopes: [...outcome.token.scopes] } : outcome;
}
