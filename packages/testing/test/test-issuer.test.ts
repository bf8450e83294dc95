import { once } from "node:events";
import { connect } from "node:net";
import { dangerouslyRevealReason } from "@ostiary/core/danger";
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, describe, expect, test } from "vitest";
import {
  createSigningKey,
  createTestIssuer,
  manualClock,
  type TestIssuer,
  type TestIssuerOptions,
} from "../src/index.js";

const opened: TestIssuer[] = [];
const open = async (options?: TestIssuerOptions): Promise<TestIssuer> => {
  const as = await createTestIssuer(options);
  opened.push(as);
  return as;
};
afterEach(async () => {
  for (const as of opened.splice(0)) await as.close();
});

const getJson = async (as: TestIssuer, url: string): Promise<unknown> => (await as.fetch(url, {})).json();

describe("fetch", () => {
  test.each([
    ["https://auth.example.com", "https://auth.example.com/.well-known/oauth-authorization-server"],
    ["https://auth.example.com", "https://auth.example.com/.well-known/openid-configuration"],
    ["https://auth.example.com/", "https://auth.example.com/.well-known/openid-configuration"],
    ["https://auth.example.com/t1", "https://auth.example.com/.well-known/oauth-authorization-server/t1"],
    ["https://auth.example.com/t1", "https://auth.example.com/.well-known/openid-configuration/t1"],
    ["https://auth.example.com/t1", "https://auth.example.com/t1/.well-known/openid-configuration"],
    ["https://auth.example.com/t1/", "https://auth.example.com/t1/.well-known/openid-configuration"],
  ])("gives the metadata of %s at %s (RFC 8414 §3)", async (issuer, url) => {
    const as = await open({ issuer });
    const response = await as.fetch(url, {});
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual(as.metadata());
    expect(as.metadata()).toMatchObject({ issuer, jwks_uri: `${issuer.replace(/\/$/, "")}/jwks` });
  });

  test("gives the JWK Set at the jwks_uri (RFC 7517 §8.5.2)", async () => {
    const as = await open();
    const response = await as.fetch(as.metadata()["jwks_uri"] as string, {});
    expect(response.headers.get("content-type")).toBe("application/jwk-set+json");
    expect(await response.json()).toEqual(as.jwks());
  });

  test("rejects for any other URL and names it", async () => {
    const as = await open();
    for (const url of [
      "https://auth.example.com/",
      "https://auth.example.com/jwks?x",
      "https://other.example.com/jwks",
    ]) {
      await expect(as.fetch(url, {})).rejects.toThrow(`The test issuer https://auth.example.com has nothing at ${url}`);
    }
    expect(as.requests).toEqual({ metadata: 0, jwks: 0, introspection: 0 });
  });

  test("counts what it was asked for", async () => {
    const as = await open();
    await as.fetch("https://auth.example.com/.well-known/openid-configuration", {});
    await as.fetch("https://auth.example.com/jwks", {});
    await as.fetch("https://auth.example.com/jwks", {});
    expect(as.requests).toEqual({ metadata: 1, jwks: 2, introspection: 0 });
  });

  test("rejects if the caller has given up", async () => {
    const as = await open();
    await expect(as.fetch("https://auth.example.com/jwks", { signal: AbortSignal.abort() })).rejects.toThrow("aborted");
  });

  test("rejects during an outage, and answers after it", async () => {
    const as = await open();
    await as.stop();
    await expect(as.fetch("https://auth.example.com/jwks", {})).rejects.toThrow("https://auth.example.com is stopped");
    expect(as.requests).toEqual({ metadata: 0, jwks: 0, introspection: 0 });
    await as.start();
    expect(await getJson(as, "https://auth.example.com/jwks")).toEqual(as.jwks());
  });
});

describe("keys", () => {
  const isVerified = async (as: TestIssuer, token: string): Promise<boolean> =>
    jwtVerify(token, createLocalJWKSet((await getJson(as, "https://auth.example.com/jwks")) as never)).then(
      () => true,
      () => false,
    );

  test("rotate and stay published, so that old tokens live on", async () => {
    const as = await open();
    const old = as.issue();
    const oldKey = as.signingKey;
    expect(as.rotateKeys()).toBe(as.signingKey);
    expect(as.signingKey.kid).not.toBe(oldKey.kid);
    expect(as.jwks().keys.map(({ kid }) => kid)).toEqual([as.signingKey.kid, oldKey.kid]);
    expect([await isVerified(as, old), await isVerified(as, as.issue())]).toEqual([true, true]);
  });

  test("rotate and are withdrawn at once", async () => {
    const as = await open();
    const old = as.issue();
    as.rotateKeys({ keepOld: false });
    expect(as.jwks().keys).toEqual([as.signingKey.publicJwk]);
    expect([await isVerified(as, old), await isVerified(as, as.issue())]).toEqual([false, true]);
  });

  test("are published and withdrawn one by one", async () => {
    const as = await open();
    const next = createSigningKey("RS256");
    const token = as.issue({}, { key: next });
    expect(await isVerified(as, token)).toBe(false);
    as.publishKey(next.publicJwk);
    expect(await isVerified(as, token)).toBe(true);
    as.withdrawKey(next.kid);
    expect(await isVerified(as, token)).toBe(false);
    expect(await isVerified(as, as.issue())).toBe(true);
  });

  test("are different for every issuer", async () => {
    expect((await open()).signingKey.kid).not.toBe((await open()).signingKey.kid);
  });
});

describe("verifierOptions", () => {
  test("name the issuer, the audience, the clock and fetch, and reveal reasons", async () => {
    const clock = manualClock();
    const as = await open({ clock, audience: "urn:api", issuer: "https://as.example.com/t1" });
    expect(as.verifierOptions()).toEqual({
      issuer: "https://as.example.com/t1",
      audience: "urn:api",
      clock,
      fetch: as.fetch,
      [dangerouslyRevealReason]: true,
    });
  });

  test("leave the platform's fetch in place if the issuer listens", async () => {
    const as = await open({ listen: true });
    expect(as.verifierOptions()).not.toHaveProperty("fetch");
  });
});

describe("a listening issuer", () => {
  test("serves its documents on the loopback interface", async () => {
    const as = await open({ listen: true });
    expect(as.issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const metadata = (await (await fetch(`${as.issuer}/.well-known/oauth-authorization-server`)).json()) as {
      jwks_uri: string;
    };
    expect(metadata).toEqual(as.metadata());
    await jwtVerify(as.issue(), createRemoteJWKSet(new URL(metadata.jwks_uri)), {
      issuer: as.issuer,
      audience: as.audience,
    });
    expect(as.requests).toEqual({ metadata: 1, jwks: 1, introspection: 0 });
  });

  test("answers in process too", async () => {
    const as = await open({ listen: true });
    expect(await getJson(as, `${as.issuer}/jwks`)).toEqual(as.jwks());
  });

  test("has nothing elsewhere, and takes no other method", async () => {
    const as = await open({ listen: true });
    expect((await fetch(`${as.issuer}/jwks/x`)).status).toBe(404);
    expect((await fetch(`${as.issuer}/jwks`, { method: "POST" })).status).toBe(404);
    expect(as.requests).toEqual({ metadata: 0, jwks: 0, introspection: 0 });
  });

  test("is gone during an outage, and back at the same origin after it", async () => {
    const as = await open({ listen: true });
    await as.stop();
    await expect(fetch(`${as.issuer}/jwks`)).rejects.toThrow("fetch failed");
    await as.start();
    expect((await fetch(`${as.issuer}/jwks`)).status).toBe(200);
  });

  test("closes connections that are in use when it stops", async () => {
    const as = await open({ listen: true });
    const socket = connect(Number(new URL(as.issuer).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write("GET /jwks HTTP/1.1\r\n");
    socket.on("error", () => {});
    const closed = new Promise((resolve) => {
      socket.once("close", resolve);
    });
    await fetch(`${as.issuer}/jwks`); // by then the server has read what came before
    await Promise.all([as.stop(), closed]);
    expect(socket.destroyed).toBe(true);
  });

  test("can be stopped and started twice", async () => {
    const as = await open({ listen: true });
    await as.start();
    await as.stop();
    await as.stop();
    await as.start();
    expect((await fetch(`${as.issuer}/jwks`)).status).toBe(200);
  });

  test("closes when it is disposed of", async () => {
    const as = await open({ listen: true });
    await as[Symbol.asyncDispose]();
    await expect(fetch(`${as.issuer}/jwks`)).rejects.toThrow("fetch failed");
  });
});

describe("createTestIssuer refuses", () => {
  test("an issuer of a name of its own that listens", async () => {
    await expect(createTestIssuer({ listen: true, issuer: "https://auth.example.com" })).rejects.toThrow(
      "either issuer or listen",
    );
  });

  test("an issuer that is no URL", async () => {
    await expect(createTestIssuer({ issuer: "auth.example.com" })).rejects.toThrow("Invalid URL");
  });
});
