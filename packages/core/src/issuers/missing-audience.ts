import { dangerouslyAcceptMissingAudience } from "../danger.js";
import type { IntrospectionOptions, IssuerOptions } from "../options.js";
import { listOf, optional, type OptionRule, text } from "./option-rules.js";
import type { IntrospectingPresetOptions } from "./preset-options.js";

/** What presets take of servers whose opaque tokens may name no audience. */
export interface MissingAudiencePresetOptions extends IntrospectingPresetOptions {
  /** The clients whose tokens are taken. Default: every client of the server. */
  readonly clientIds?: readonly string[];
  /**
   * Take opaque tokens that name no audience: they were issued for no API in particular. Needs `introspectAs`, and
   * `clientIds` to say whose tokens are meant. See `@ostiary/core/danger`.
   */
  readonly [dangerouslyAcceptMissingAudience]?: true;
}

/** `clientIds` of a preset: may be left out. */
export const clientIdsRule: OptionRule = optional(listOf(text({ example: "web" })));

/** What is wrong with the switch beside the other options. */
export function findMissingAudienceProblems(options: MissingAudiencePresetOptions): string[] {
  if (options[dangerouslyAcceptMissingAudience] === undefined) return [];
  return [
    ...(options.introspectAs === undefined
      ? ["dangerouslyAcceptMissingAudience is about opaque tokens, and nobody is asked about any: give introspectAs"]
      : []),
    ...(options.clientIds === undefined
      ? ["dangerouslyAcceptMissingAudience opens this API to tokens for no API at all: say with clientIds whose"]
      : []),
  ];
}

/** The switch, for the options of an introspection. */
export function toMissingAudience({
  [dangerouslyAcceptMissingAudience]: isAccepted,
}: MissingAudiencePresetOptions): Pick<IntrospectionOptions, typeof dangerouslyAcceptMissingAudience> {
  return isAccepted === true ? { [dangerouslyAcceptMissingAudience]: true } : {};
}

/** `allowedClients` of an issuer, if the preset was told whose tokens are taken. */
export function toAllowedClients({
  clientIds,
}: Pick<MissingAudiencePresetOptions, "clientIds">): Pick<IssuerOptions, "allowedClients"> {
  return clientIds === undefined ? {} : { allowedClients: clientIds };
}
