import { UnavailableError } from "../errors.js";
import type { JwkSetRequest } from "../seams/jwk-set-source.js";
import type { LayerContext, Loader } from "./layer.js";

/** Ends all loading for good when the issuer's keys are closed: what is under way is aborted, nothing more is begun. */
export function withClosing<Loaded>(
  source: Loader<Loaded>,
  { issuer, closed }: Pick<LayerContext, "issuer" | "closed">,
): Loader<Loaded> {
  async function load(request: JwkSetRequest): Promise<Loaded> {
    if (closed.aborted) throw toClosed(issuer);
    try {
      return await source.load({ ...request, signal: closed });
    } catch (failure) {
      throw closed.aborted ? toClosed(issuer) : failure;
    }
  }

  return { load };
}

/** The answer to a request that would have needed a load. */
export function toClosed(issuer: string): UnavailableError {
  return new UnavailableError(`The verifier was closed, and the keys of ${issuer} are fetched no more`);
}
