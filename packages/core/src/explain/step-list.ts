import { ExtensionError, UnavailableError } from "../errors.js";
import { FetchFailure } from "../internal/fetch-failure.js";
import {
  IntrospectionNotSentError,
  IntrospectionRefusedError,
  UnusableIntrospectionError,
} from "../introspection/introspection-failure.js";
import type { Denied, Pass, TokenKind } from "../outcome.js";
import type { ExplainedStep, StepName, StepVerdict } from "./explanation.js";
import { STEP_SOURCES } from "./step-sources.js";

/** What a check found, and the words for it if it found nothing. */
export interface Finding {
  readonly answer: Pass | Denied;
  /** What is said of a step that passes. */
  readonly passes: string;
  /** What is said of one that fails. Default: the detail of the denial. */
  readonly fails?: string | undefined;
  /** Where another section speaks than the one of the step. */
  readonly source?: string | undefined;
}

/** The steps of one explanation as they are taken. */
export class StepList {
  readonly #steps: ExplainedStep[] = [];
  #isProven = true;
  #stop: ExplainedStep | undefined;
  #tokenKind: TokenKind | undefined;

  /** The first step that is `failed` or `unknown`: where `verify()` stops. */
  get stop(): ExplainedStep | undefined {
    return this.#stop;
  }

  /** What the token is instead of an access token, by the first denial that knows. */
  get tokenKind(): TokenKind | undefined {
    return this.#tokenKind;
  }

  /** Whether nothing stands against the token so far. */
  get isClear(): boolean {
    return this.#stop === undefined;
  }

  /** Whether one of these steps has failed. */
  hasFailed(...names: readonly StepName[]): boolean {
    return this.#steps.some(({ step, verdict }) => verdict === "failed" && names.includes(step));
  }

  /** From here on the claims are nobody's word. */
  doubt(): void {
    this.#isProven = false;
  }

  /** Adds what a check found; answers whether it passed. */
  judge(step: StepName, { answer, passes, fails, source }: Finding): boolean {
    if (answer.kind !== "denied") {
      this.#add({ step, verdict: "passed", says: passes }, source);
      return true;
    }
    const { reason, detail, tokenKind } = answer;
    // Below a signature that was not found good, anybody may have made it look like this.
    if (this.#isProven) this.#tokenKind ??= tokenKind;
    this.#add({ step, verdict: "failed", says: fails ?? detail, reason }, source);
    return false;
  }

  /** Adds a step that something stands in the way of. */
  skip(step: StepName, because: string): void {
    this.#add({ step, verdict: "skipped", says: because });
  }

  /** Asks something that may be unable to answer; `undefined` if it was. */
  async attempt<Answer>(step: StepName, ask: () => Answer | Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof UnavailableError || cause instanceof ExtensionError)) throw cause;
      this.#add({ step, verdict: "unknown", says: describeObstacle(cause) });
      return undefined;
    }
  }

  /** All steps of a path, those that were never come to as skipped. */
  finish(path: readonly StepName[], because: string): readonly ExplainedStep[] {
    const taken = new Set(this.#steps.map(({ step }) => step));
    for (const step of path) if (!taken.has(step)) this.skip(step, because);
    return this.#steps;
  }

  #add(found: Found, source: string | undefined = STEP_SOURCES[found.step]): void {
    const step = { ...found, ...(source === undefined ? {} : { source }), proven: this.#isProven };
    this.#steps.push(step);
    if (step.verdict === "failed" || step.verdict === "unknown") this.#stop ??= step;
  }
}

interface Found {
  readonly step: StepName;
  readonly verdict: StepVerdict;
  readonly says: string;
  readonly reason?: Denied["reason"];
}

/** Of causes that are not of our making only the name: an application's message may hold anything. */
function describeObstacle(obstacle: UnavailableError | ExtensionError): string {
  const { detail, cause } = obstacle;
  if (cause === undefined) return detail;
  if (OURS.some((type) => cause instanceof type)) return `${detail}: ${(cause as Error).message}`;
  return cause instanceof Error ? `${detail} (${cause.name})` : detail;
}

const OURS = [FetchFailure, IntrospectionNotSentError, IntrospectionRefusedError, UnusableIntrospectionError] as const;
