import { createVerifier, type Verifier } from "@ostiary/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type FaultOptions, introspectionFaults, manualClock, type TestIssuer } from "../../src/index.js";
import { matchers } from "../../src/vitest.js";
import { introspect } from "../introspection/ask.js";
import { goodDocument, isPending, urlOf, ways } from "./ways.js";

expect.extend(matchers);

describe.each(ways)("$way, introspection", ({ open, fetch: fetchOf }) => {
  const opened: TestIssuer[] = [];
  const verifiers: Verifier[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    for (const verifier of verifiers.splice(0)) verifier.close();
    for (const as of opened.splice(0)) await as.close();
  });
  const setUp = async () => {
    const clock = manualClock();
    const as = await open({ clock });
    opened.push(as);
    const token = as.issueOpaque({ iat: 1, jti: "t" });
    const good = await (await introspect(as, fetchOf(as), token)).text();
    const ask = (init: RequestInit = {}) => introspect(as, fetchOf(as), token, { init });
    return { as, clock, token, good, ask };
  };

  test("is refused: the connection fails, and does not count", async () => {
    const { as, ask } = await setUp();
    as.fail("refuses", { at: "introspection" });
    await expect(ask()).rejects.toThrow("fetch failed");
    expect(as.requests.introspection).toBe(1);
  });

  test("hangs: nothing comes until the caller gives up, or the fault ends", async () => {
    const { as, ask } = await setUp();
    as.fail("hangs", { at: "introspection" });
    const controller = new AbortController();
    const [leaving, staying] = [ask({ signal: controller.signal }), ask()];
    await expect.poll(() => as.requests.introspection).toBe(3);
    expect(await isPending(staying)).toBe(true);
    controller.abort();
    await expect(leaving).rejects.toThrow("aborted");
    as.recover();
    await expect(staying).rejects.toThrow("fetch failed");
    expect((await ask()).status).toBe(200);
  });

  test("drips: the head at once, then one byte of the good answer a second", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { as, ask } = await setUp();
    as.fail("drips", { at: "introspection" });
    const reader = (await ask()).body!.getReader();
    const first = reader.read();
    await vi.advanceTimersByTimeAsync(999);
    expect(await isPending(first)).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(await first).toEqual({ done: false, value: new TextEncoder().encode("{") });
    await reader.cancel();
  });

  test.each([
    ["status_500", 500, null],
    ["status_503", 503, null],
    ["status_429", 429, "30"],
  ] as const)("has %s: %i over the good answer", async (name, status, retryAfter) => {
    const { as, good, ask } = await setUp();
    as.fail(name, { at: "introspection" });
    const response = await ask();
    expect([response.status, response.headers.get("retry-after"), await response.text()]).toEqual([
      status,
      retryAfter,
      good,
    ]);
  });

  test("redirects: a client that follows sends the token again, and is answered", async () => {
    const { as, good, ask } = await setUp();
    as.fail("redirects", { at: "introspection" });
    const response = await ask();
    expect([response.status, response.headers.get("location")]).toEqual([307, `${as.issuer}/introspect?redirected`]);
    await response.body?.cancel();
    expect(await (await ask({ redirect: "follow" })).text()).toBe(good);
    expect(as.requests.introspection).toBe(4);
  });

  test("is led elsewhere by a 302: a client that follows sends a GET, without the token (RFC 9110 §15.4.3)", async () => {
    const { as } = await setUp();
    const token = as.issueOpaque();
    as.answerIntrospection(token, { status: 302, headers: { location: `${as.issuer}/introspect` }, json: {} });
    const response = await introspect(as, fetchOf(as), token, { init: { redirect: "follow" } });
    expect(response.status).toBe(405);
  });

  test("is led to where it was by a 307, again and again: a client that follows gives up", async () => {
    const { as } = await setUp();
    const token = as.issueOpaque();
    as.answerIntrospection(token, { status: 307, headers: { location: `${as.issuer}/introspect` }, json: {} });
    await expect(introspect(as, fetchOf(as), token, { init: { redirect: "follow" } })).rejects.toThrow("fetch failed");
  });

  test("is a page, half an answer, or an answer under another name", async () => {
    const { as, good, ask } = await setUp();
    as.fail("html", { at: "introspection" });
    const page = await ask();
    expect([page.headers.get("content-type"), await page.text()]).toEqual([
      "text/html; charset=utf-8",
      expect.stringMatching(/^<!doctype html>/),
    ]);
    as.fail("truncated_json", { at: "introspection" });
    expect(await (await ask()).text()).toBe(good.slice(0, good.length / 2));
    as.fail("wrong_content_type", { at: "introspection" });
    const plain = await ask();
    expect([plain.headers.get("content-type"), await plain.text()]).toEqual(["text/plain", good]);
  });

  test.each(["huge_body", "gzip_bomb"] as const)("has a %s that begins as the good answer does", async (name) => {
    const { as, good, ask } = await setUp();
    as.fail(name, { at: "introspection" });
    const reader = (await ask()).body!.getReader();
    let length = 0;
    let begin = "";
    while (length < 2_000_000) {
      const { value } = await reader.read();
      if (begin.length < good.length) begin += new TextDecoder().decode(value);
      length += value?.byteLength ?? 0;
    }
    expect(begin.startsWith(good.slice(0, -1))).toBe(true);
    await reader.cancel();
  });

  test.each<[at: FaultOptions["at"], documents: number, introspection: number]>([
    [undefined, 503, 200],
    ["both", 503, 200],
    ["introspection", 200, 503],
    ["everywhere", 503, 503],
    ["jwks", 200, 200],
    ["metadata", 503, 200],
  ])("with a fault at %s the metadata answer %i and the endpoint %i", async (at, documents, introspection) => {
    const { as, ask } = await setUp();
    as.fail("status_503", at === undefined ? {} : { at });
    const metadata = await fetchOf(as)(urlOf(as, "metadata"), {});
    const answer = await ask();
    expect([metadata.status, answer.status]).toEqual([documents, introspection]);
    await Promise.all([metadata.text(), answer.text()]);
    as.recover();
    expect(await (await fetchOf(as)(urlOf(as, "metadata"), {})).text()).toBe(goodDocument(as, "metadata"));
    expect((await ask()).status).toBe(200);
  });

  test("a fault of so many times counts its requests only where it is", async () => {
    const { as, ask } = await setUp();
    as.fail("status_503", { at: "introspection", times: 1 });
    expect((await fetchOf(as)(urlOf(as, "jwks"), {})).status).toBe(200);
    expect([(await ask()).status, (await ask()).status]).toEqual([503, 200]);
  });

  test.each(introspectionFaults)(
    "a verifier that meets $title cannot tell, and JWTs are judged as ever (RFC 9110 §15.6.4)",
    async ({ name }) => {
      const { as, token } = await setUp();
      const introspection = { timeoutSeconds: 0.3 };
      const verifier = createVerifier(as.verifierOptions({ opaque: true, introspection }));
      verifiers.push(verifier);
      expect(await verifier.verify(token)).toBeAccepted();
      as.fail(name, { at: "introspection" });
      await expect(verifier.verify(as.issueOpaque())).rejects.toBeUnavailable();
      expect(await verifier.verify(as.issue())).toBeAccepted();
      expect(await verifier.verify(token)).toBeAccepted();
    },
  );
});
