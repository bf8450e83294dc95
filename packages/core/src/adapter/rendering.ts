import type { Answer } from "../challenge.js";
import { ConfigurationError } from "../errors.js";
import { hookReporters } from "../events.js";
import type { MaybePromise } from "../internal/maybe-promise.js";
import { findUnknownNames } from "../internal/option-problems.js";
import type { Denied, Unavailable } from "../outcome.js";
import type { Verifier } from "../verifier.js";

/** A body of the application's own for a denial or an outage. */
export interface RenderedBody {
  readonly contentType: string;
  readonly body: string;
}

/**
 * Lets the application write the body of a refusal. Status, challenge and `Cache-Control` stay ours.
 *
 * `undefined` keeps the standard body; so does a throw, or an answer that cannot be sent, which is reported as the event
 * `hook.failed`. `outcome` is for the operator: sending its `reason` or `detail` tells an attacker what to mend next.
 */
export type RenderBody<NativeRequest> = (
  outcome: Denied | Unavailable,
  request: NativeRequest,
) => RenderedBody | undefined | Promise<RenderedBody | undefined>;

/** What adapters take besides the verifier. */
export interface AdapterOptions<NativeRequest> {
  readonly renderBody?: RenderBody<NativeRequest>;
}

/** @throws ConfigurationError - the options are wrong. */
export function checkAdapterOptions(options: AdapterOptions<never>): void {
  const problems = findUnknownNames(options, ["renderBody"], { where: "of an adapter" });
  if (options.renderBody !== undefined && typeof options.renderBody !== "function") {
    problems.push("renderBody must be a function");
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** The answer to a refusal, with the application's body if it has one to give. */
export function renderAnswer(
  verifier: Pick<Verifier, "challenge">,
  outcome: Denied | Unavailable,
  render: (() => RenderedBody | undefined | Promise<RenderedBody | undefined>) | undefined,
): MaybePromise<Answer> {
  const answer = verifier.challenge(outcome);
  return render === undefined ? answer : renderWith(render, answer, verifier);
}

async function renderWith(
  render: () => RenderedBody | undefined | Promise<RenderedBody | undefined>,
  answer: Answer,
  verifier: object,
): Promise<Answer> {
  try {
    const rendered = await render();
    if (rendered === undefined) return answer;
    const { contentType, body } = rendered;
    if (typeof body !== "string" || typeof contentType !== "string" || !FIELD_VALUE.test(contentType)) {
      throw new TypeError("renderBody answers { contentType, body }, two strings, the first of visible ASCII");
    }
    return { ...answer, headers: { ...answer.headers, "Content-Type": contentType }, body };
  } catch (cause) {
    hookReporters.get(verifier)?.("renderBody", cause);
    return answer;
  }
}

const FIELD_VALUE = /^[!-~]+(?: +[!-~]+)*$/;
