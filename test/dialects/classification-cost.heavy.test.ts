import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dialects, type Shape } from "@ostiary/testing/dialects";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { ROOT } from "../docs/markdown.js";
import { median } from "../introspection/support/stopwatch.js";
import { expectAtMost } from "../outages/support/figures.js";

/** The step "kind" of a verifier alone, which has no public name; built as core is, because that is what runs. */
interface Classifier {
  checkTokenKind(evidence: object, policy: "balanced"): { readonly kind: "pass" | "denied" };
}

const SOURCE = join(ROOT, "packages/core/src/token-kind/token-kind.ts");
const CALLS = 500;
const BATCHES = 5;

test("telling what a token is costs less than a microsecond, once it is warm", { timeout: 60_000 }, async (context) => {
  const classifier = await buildClassifier();
  const shapes = dialects.flatMap((dialect) => dialect.shapes);
  const corpus = shapes.filter(({ format }) => format !== "opaque").map(toEvidence);
  const answers = new Set(corpus.map((evidence) => classifier.checkTokenKind(evidence, "balanced").kind));
  expect(answers).toEqual(new Set(["pass", "denied"]));
  for (const evidence of corpus) measure(classifier, evidence);
  expectAtMost(context, {
    name: "time to tell what a token is, median of the corpus",
    limit: 1000,
    unit: "ns",
    measured: median(corpus.map((evidence) => measure(classifier, evidence))),
  });
});

async function buildClassifier(): Promise<Classifier> {
  const folder = mkdtempSync(join(tmpdir(), "ostiary-kind-"));
  try {
    const bundle = await rolldown({ input: SOURCE, external: /^(#|jose|lru-cache)/, platform: "neutral" });
    await bundle.write({ file: join(folder, "token-kind.js") });
    await bundle.close();
    return (await import(join(folder, "token-kind.js"))) as Classifier;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Nanoseconds of one call, in the batch that the machine disturbed least. */
function measure(classifier: Classifier, evidence: object): number {
  return Math.min(...Array.from({ length: BATCHES }, () => measureBatch(classifier, evidence)));
}

function measureBatch({ checkTokenKind }: Classifier, evidence: object): number {
  const startedAt = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call += 1) checkTokenKind(evidence, "balanced");
  return Number(process.hrtime.bigint() - startedAt) / CALLS;
}

function toEvidence({ header, claims }: Shape): object {
  const { iss, aud = [] } = claims;
  const none = new Set();
  return {
    ...{ typ: header?.["typ"], claims, issuer: iss ?? "", audience: typeof aud === "string" ? [aud] : aud },
    ...{ acceptedTypes: none, idTokenAudiences: none, ignoreIdTokenEvidence: false },
  };
}
