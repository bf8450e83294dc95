import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { createVerifier } from "@ostiary/core";
import { afterEach, describe, expect, test } from "vitest";
import { createTestIssuer, manualClock, type TestIssuer } from "../../src/index.js";
import { isPending, urlOf } from "./ways.js";

const opened: TestIssuer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const as of opened.splice(0)) await as.close();
});

describe("in process", () => {
  test.each([false, true])("the JWK Set never comes, and the metadata do (listening: %s)", async (listen) => {
    const as = await createTestIssuer({ listen });
    opened.push(as);
    as.fail("slow_tls");
    expect(await (await as.fetch(urlOf(as, "metadata"), {})).json()).toEqual(as.metadata());
    const controller = new AbortController();
    const waiting = as.fetch(urlOf(as, "jwks"), { signal: controller.signal });
    expect(await isPending(waiting)).toBe(true);
    expect(as.requests).toEqual({ metadata: 1, jwks: 1, introspection: 0 });
    controller.abort();
    await expect(waiting).rejects.toThrow("aborted");
  });
});

describe("over a socket", () => {
  const open = async (): Promise<TestIssuer> => {
    const as = await createTestIssuer({ listen: true, clock: manualClock() });
    opened.push(as);
    return as;
  };
  const readJwksUri = async (as: TestIssuer): Promise<string> => {
    const { jwks_uri, ...others } = (await (await fetch(urlOf(as, "metadata"))).json()) as { jwks_uri: string };
    expect(as.metadata()).toMatchObject(others);
    return jwks_uri;
  };
  const shakeHands = (uri: string): TLSSocket => {
    const socket = connectTls({ port: Number(new URL(uri).port), host: "127.0.0.1", rejectUnauthorized: false });
    sockets.push(socket);
    return socket;
  };
  const isOpen = async (uri: string): Promise<boolean> => {
    const socket = connect(Number(new URL(uri).port), "127.0.0.1");
    sockets.push(socket);
    return once(socket, "connect").then(
      () => true,
      () => false,
    );
  };

  test("the metadata lead to a port where no handshake ends, and the old place is gone", async () => {
    const as = await open();
    as.fail("slow_tls");
    const uri = await readJwksUri(as);
    expect(uri).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/jwks$/);
    expect((await fetch(urlOf(as, "jwks"))).status).toBe(404);
    const socket = shakeHands(uri);
    await once(socket, "connect");
    expect(await isPending(Promise.race([once(socket, "secureConnect"), once(socket, "close")]))).toBe(true);
    expect(as.requests).toEqual({ metadata: 1, jwks: 2, introspection: 0 });
  });

  test.each(["recover", "fail", "stop", "close"] as const)(
    "%s() frees the port and its connections",
    async (method) => {
      const as = await open();
      as.fail("slow_tls");
      const uri = await readJwksUri(as);
      const socket = shakeHands(uri);
      await once(socket, "connect");
      const closed = new Promise((resolve) => {
        socket.once("error", resolve);
      });
      await as[method]("html");
      await closed;
      expect(await isOpen(uri)).toBe(false);
    },
  );

  test("the port is free after close() although it was being opened then", async () => {
    const as = await open();
    as.fail("slow_tls");
    const reading = readJwksUri(as);
    await expect.poll(() => as.requests.metadata, PATIENT).toBe(1);
    await as.close();
    await reading.then(
      async (uri) => expect(await isOpen(uri)).toBe(false),
      (error: unknown) => expect(String(error)).toMatch(/fetch failed|terminated/),
    );
  });

  test("the issuer is well again after recover()", async () => {
    const as = await open();
    as.fail("slow_tls");
    await readJwksUri(as);
    as.recover();
    expect(await readJwksUri(as)).toBe(urlOf(as, "jwks"));
    expect(await (await fetch(urlOf(as, "jwks"))).json()).toEqual(as.jwks());
  });

  test("a fault of so many times is over after so many handshakes, which go on", async () => {
    const as = await open();
    as.fail("slow_tls", { times: 1 });
    const uri = await readJwksUri(as);
    expect(await readJwksUri(as)).toBe(uri);
    const first = shakeHands(uri);
    await expect.poll(() => as.requests.jwks, PATIENT).toBe(1);
    expect(await readJwksUri(as)).toBe(urlOf(as, "jwks"));
    expect((await fetch(urlOf(as, "jwks"))).status).toBe(200);
    const second = shakeHands(uri);
    await once(second, "error");
    expect(await isPending(once(first, "close"))).toBe(true);
  });

  test("the fault is there again when the issuer is started again", async () => {
    const as = await open();
    as.fail("slow_tls");
    await readJwksUri(as);
    await as.stop();
    await as.start();
    expect(await isOpen(await readJwksUri(as))).toBe(true);
  });

  test("a verifier that knows the old place reads the metadata again, goes on meanwhile, and heals after it", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ listen: true, clock });
    opened.push(as);
    const events: string[] = [];
    const verifier = createVerifier({
      ...as.verifierOptions(),
      keys: { ...SHORT_WAITS, metadataFreshSeconds: 60, metadataPauseSeconds: 60 },
      onEvent: ({ type }) => {
        events.push(type);
      },
    });
    const count = (type: string): number => events.filter((event) => event === type).length;
    const goOn = async (): Promise<void> => {
      clock.advance(100);
      expect((await verifier.verify(as.issue())).subject).toBe("user-1");
    };
    await verifier.warmUp();
    clock.advance(450);
    as.fail("slow_tls");
    await goOn();
    await expect.poll(() => count("keys.refresh_failed"), PATIENT).toBe(1); // 404 at the place that was known
    await goOn();
    await expect.poll(() => count("keys.refresh_failed"), PATIENT).toBe(2); // the handshake at the new one
    expect(as.requests.jwks).toBe(3);
    as.recover();
    await expect.poll(async () => goOn().then(() => count("keys.refreshed")), PATIENT).toBe(2);
    verifier.close();
  }, 60_000);
});

/** A handshake that never ends takes the first of them; what goes well has all that a busy machine needs. */
const SHORT_WAITS = {
  attemptTimeoutSeconds: 0.5,
  loadTimeoutSeconds: 2,
  coldWaitSeconds: 2,
  unknownKidWaitSeconds: 2,
  retries: 0,
};

/** For what happens in the background: in a moment, or when the machine has time. */
const PATIENT = { timeout: 20_000 };
