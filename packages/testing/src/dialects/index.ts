export { dialects } from "./all-dialects.js";
export { type Dialect, EXPIRES_AT, ISSUED_AT, type Shape } from "./dialect.js";
export { type DialectName, dialectNames } from "./dialect-names.js";
