import type { DenialReason } from "@ostiary/core";
import type { HowToSign } from "@ostiary/testing";
import { encode } from "./parts.js";
import type { Row } from "./row.js";
import type { Setting } from "./setting.js";

/** Good signatures under headers that demand something, or name no key. */
export function createHeaders({ as, keys }: Setting): Row[] {
  const row = (ours: DenialReason, title: string, how: HowToSign): Row => ({ title, token: as.issue({}, how), ours });
  const extended = (title: string, header: NonNullable<HowToSign["header"]>): Row =>
    row("malformed_token", title, { header });
  return [
    extended("`crit` with an extension that nobody knows", { crit: ["x"], x: 1 }),
    extended("`crit` that is empty", { crit: [] }),
    extended("`crit` that is a text", { crit: "x" }),
    extended("`crit` that is null", { crit: null }),
    extended("`crit` that names `alg`", { crit: ["alg"] }),
    extended("`crit` that names what is not there", { crit: ["exp"] }),
    extended("`crit` that names `b64`, which is true", { crit: ["b64"], b64: true }),
    extended("`b64: false` and `crit`", { crit: ["b64"], b64: false }),
    extended("`b64: false` without `crit`", { b64: false }),
    extended("`enc` in a signed token", { enc: "A256GCM" }),
    extended("`zip` in a signed token", { zip: "DEF" }),
    extended("`typ` that is a number", { typ: 1 }),
    extended("`kid` that is a number", { kid: 1 }),
    extended("`kid` that is null", { kid: null }),
    row("malformed_token", "`kid` that is empty", { kid: "" }),
    row("no_matching_key", "`kid` in capitals", { kid: as.signingKey.kid.toUpperCase() }),
    row("no_matching_key", "`kid` with white space behind it", { kid: `${as.signingKey.kid} ` }),
    row("no_matching_key", "`kid` that is `__proto__`", { kid: "__proto__" }),
    row("no_matching_key", "`kid` that is a path", { kid: "../../../../dev/null" }),
    row("no_matching_key", "`kid` of 8,000 characters", { kid: "k".repeat(8000) }),
    row("no_matching_key", "no `kid`, and several keys that fit", { key: keys["RS256"]!, kid: undefined }),
    {
      title: "an encrypted token, and no key for it",
      token: `${encode({ alg: "dir", enc: "A256GCM" })}..${"A".repeat(16)}.${"A".repeat(40)}.${"A".repeat(22)}`,
      ours: "malformed_token",
    },
  ];
}
