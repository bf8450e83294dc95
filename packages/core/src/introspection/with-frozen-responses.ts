import { ExtensionError } from "../errors.js";
import type {
  IntrospectionClient,
  IntrospectionRequest,
  IntrospectionResponse,
} from "../seams/introspection-client.js";
import { toFrozenResponse } from "./frozen-response.js";
import type { LayerContext } from "./layer.js";

/** Lets only answers of the right form pass, and freezes them. Another one counts as a failed call. */
export function withFrozenResponses(
  client: IntrospectionClient,
  { issuer }: Pick<LayerContext, "issuer">,
): IntrospectionClient {
  async function introspect(token: string, request: IntrospectionRequest): Promise<IntrospectionResponse> {
    const response = await client.introspect(token, request);
    try {
      return toFrozenResponse(response);
    } catch (cause) {
      throw new ExtensionError(`The introspection client of ${issuer} gave no IntrospectionResponse`, { cause });
    }
  }

  return { introspect };
}
