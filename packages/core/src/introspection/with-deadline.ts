import { UnavailableError } from "../errors.js";
import { settleWithin } from "../internal/deadline.js";
import { isPending } from "../internal/maybe-promise.js";
import type { LayerContext, Lookup } from "./layer.js";

/** Lets no request wait longer than `timeoutSeconds` in all, whatever for. What it waited for goes on, for the next. */
export function withDeadline(lookup: Lookup, { issuer, options }: Pick<LayerContext, "issuer" | "options">): Lookup {
  const expired = (): Error => new UnavailableError(`It is not known yet whether a token of ${issuer} is active`);
  return {
    introspect(token, request) {
      const answer = lookup.introspect(token, request);
      return isPending(answer) ? settleWithin(answer, options.timeoutSeconds, expired) : answer;
    },
  };
}
