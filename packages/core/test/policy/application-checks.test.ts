import * as valibot from "valibot";
import { describe, expect, test } from "vitest";
import * as zod from "zod";
import { ExtensionError, UnavailableError } from "../../src/errors.js";
import { deny, PASS } from "../../src/outcome.js";
import { applyClaimsSchema, runChecks } from "../../src/policy/application-checks.js";
import type { Check } from "../../src/seams/check.js";
import { accessTokenWith } from "../support/access-token.js";

const token = accessTokenWith({ tenant: "acme" });
const context = { now: 1000 };

describe("checks of the application", () => {
  test("are asked in order, with the token and the time", async () => {
    const asked: unknown[] = [];
    const first: Check = (...args) => (asked.push(args), PASS);
    const second: Check = async () => (asked.push("second"), PASS);
    expect(await runChecks(token, [first, second], context)).toBe(PASS);
    expect(asked).toEqual([[token, context], "second"]);
  });

  test("end the walk with the first denial", async () => {
    const denying: Check = () => deny("check_denied", "tenant blocked");
    const never: Check = () => {
      throw new Error("asked although denied already");
    };
    expect(await runChecks(token, [denying, never], context)).toEqual(deny("check_denied", "tenant blocked"));
  });

  test.each(["check_denied", "claims_rejected", "missing_claim", "token_revoked"] as const)(
    "may deny with %s",
    async (reason) => {
      expect(await runChecks(token, [async () => deny(reason, "x")], context)).toMatchObject({ reason });
    },
  );

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["true", true],
    ["null", null],
    ["a foreign symbol", Symbol("pass")],
    ["a reason that is not its own", deny("signature_invalid", "x")],
    ["a reason that does not exist", { ...deny("check_denied", "x"), reason: "constructor" }],
    ["a denial without a detail", { kind: "denied", reason: "check_denied" }],
    ["an acceptance", { kind: "accepted", token }],
    ["an acceptance with the members of a denial", { ...deny("check_denied", "x"), kind: "accepted" }],
  ])("break their contract by answering %s", async (_, answer) => {
    const failure = runChecks(token, [function checkTenant() { return answer; } as Check], context); // prettier-ignore
    await expect(failure).rejects.toThrow(ExtensionError);
    await expect(failure).rejects.toMatchObject({
      detail: "The check checkTenant answered neither PASS nor a denial made by deny()",
    });
  });

  test("break their contract by throwing; the detail names the check and not what it threw", async () => {
    const cause = new Error("password=secret");
    const checkTenant: Check = () => {
      throw cause;
    };
    const error = await runChecks(token, [checkTenant], context).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExtensionError);
    expect(error).toMatchObject({ detail: "The check checkTenant threw", cause, code: "extension" });
  });

  test("that have no name are named by their place", async () => {
    const checks = [(() => PASS) as Check, ...[() => Promise.reject("x")]];
    await expect(runChecks(token, checks, context)).rejects.toMatchObject({ detail: "The check number 2 threw" });
  });

  test("say that they could not tell by throwing an UnavailableError", async () => {
    const error = new UnavailableError("the deny list does not answer");
    await expect(runChecks(token, [() => Promise.reject(error)], context)).rejects.toBe(error);
  });
});

describe("a claims schema (Standard Schema)", () => {
  const schemas = [
    ["zod", zod.object({ tenant: zod.string().transform((name) => name.toUpperCase()) })],
    ["valibot", valibot.object({ tenant: valibot.pipe(valibot.string(), valibot.toUpperCase()) })],
  ] as const;

  test.each(schemas)("of %s gives typed claims", async (_, schema) => {
    expect(await applyClaimsSchema({ tenant: "acme" }, schema)).toEqual({ kind: "parsed", claims: { tenant: "ACME" } });
  });

  test.each(schemas)("of %s rejects claims, saying where", async (_, schema) => {
    const answer = await applyClaimsSchema({ tenant: 42 }, schema);
    expect(answer).toMatchObject({ kind: "denied", reason: "claims_rejected" });
    expect(JSON.stringify(answer)).toContain("tenant");
  });

  const schemaOf = (validate: () => unknown) =>
    ({ "~standard": { version: 1, vendor: "test", validate } }) as Parameters<typeof applyClaimsSchema>[1];

  test("may answer later, and name places by objects", async () => {
    const issue = { message: "is \u001b[31m wrong", path: ["a", { key: 0 }] };
    expect(
      await applyClaimsSchema(
        {},
        schemaOf(async () => ({ issues: [issue, { message: "all" }] })),
      ),
    ).toMatchObject({
      detail: '"a.0": "is \\u001b[31m wrong"; "": "all"',
    });
  });

  test.each([undefined, null, true])("breaks its contract by answering %j", async (result) => {
    await expect(
      applyClaimsSchema(
        {},
        schemaOf(() => result),
      ),
    ).rejects.toMatchObject({
      code: "extension",
      detail: "The claims schema answered no Standard Schema result",
    });
  });

  test("breaks its contract by throwing", async () => {
    const throwing = schemaOf(() => {
      throw new Error("x");
    });
    await expect(applyClaimsSchema({}, throwing)).rejects.toMatchObject({ detail: "The claims schema threw" });
  });
});
