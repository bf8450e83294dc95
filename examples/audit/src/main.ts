import assert from "node:assert/strict";
import { auditApi, createTestIssuer, manualClock } from "@ostiary/testing";
import { createApp } from "./app.js";
import { askCarelessApi } from "./careless-api.js";

// On a clock that can be moved, a token expires and a key is withdrawn meanwhile.
const issuer = await createTestIssuer({ scope: "orders:read", clock: manualClock() });
const start = () => createApp({ ...issuer.verifierOptions(), keys: { retries: 0 } });

// The application does nothing of what the catalogue holds, also when it starts while the authorization server is away.
const report = await auditApi(start(), {
  issuer,
  path: "/orders",
  anonymousPath: "/offers",
  restart: start,
  attackerPlace: true,
});
assert.deepEqual([report.findings, report.notes], [[], []], String(report));
assert.deepEqual(
  report.skipped.map(({ id }) => id),
  ["token-in-form", "outage-of-introspection"],
);

// An API need not be built on Ostiary to be audited. This one has much to mend.
const other = await createTestIssuer({ scope: "orders:read" });
const { findings, notes } = await auditApi(askCarelessApi, { issuer: other, path: "/orders" });
const found = (category: string): readonly string[] =>
  findings.flatMap(({ category: other, defect, also }) => (other === category ? [defect, ...also] : []));
for (const id of ["tampered", "foreign-key", "wrong-audience", "wrong-issuer", "expiry-missing", "scope-longer"]) {
  assert.ok(found("accepted_bad").includes(id), id);
}
assert.ok(found("missing_challenge").includes("no-credentials"));
assert.ok(found("leak").includes("unknown-token"));
// It is not wrong in everything: what has expired does not get in.
assert.ok(!found("accepted_bad").includes("expired"));
// What could not be looked at is said.
assert.ok(notes.some(({ defect, category }) => defect === "withdrawn-key" && category === "not_tried"));

console.log(`audit: ${report.passed.length} passed without a finding; the careless API has ${findings.length}`);
