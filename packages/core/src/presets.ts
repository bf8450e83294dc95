/**
 * One function for each authorization server: it takes what a person has at hand, such as the name of a tenant, and gives
 * the options of an issuer.
 */
export { logto, type LogtoOptions } from "./issuers/logto.js";
