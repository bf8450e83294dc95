import type { ClientAuthentication, IntrospectionOptions, IssuerOptions } from "../options.js";

/** What the presets of all authorization servers take that put this resource server into `aud`. */
export interface PresetOptions {
  /** Who this resource server is in `aud`: exact strings, one of which must be in the token. Default: what the verifier says. */
  readonly audience?: string | readonly string[];
}

/** What the presets of servers take besides that can be asked about tokens. */
export interface IntrospectingPresetOptions extends PresetOptions {
  /** Who we are to the introspection endpoint, such as `{ clientId, clientSecret }`. Default: tokens that are no JWTs are refused. */
  readonly introspectAs?: ClientAuthentication;
}

/** `audience` of an issuer, if the preset was given one. */
export function toAudience({ audience }: PresetOptions): Pick<IssuerOptions, "audience"> {
  return audience === undefined ? {} : { audience };
}

/** `introspection` of an issuer, if the preset was told who asks. `quirks` is what one has to know of the server. */
export function toIntrospection(
  { introspectAs }: Pick<IntrospectingPresetOptions, "introspectAs">,
  quirks: IntrospectionOptions = {},
): Pick<IssuerOptions, "introspection"> {
  return introspectAs === undefined ? {} : { introspection: { authentication: introspectAs, ...quirks } };
}
