export { acceptedTokenOf, type Admission, createGate, type Gate, presentToken } from "./adapter/gate.js";
export { type AdapterAuth, createGuards, type GuardRule, type Guards } from "./adapter/guards.js";
export { authorizationLinesOf, type NodeMessage } from "./adapter/node-message.js";
export { isPending, type MaybePromise } from "./internal/maybe-promise.js";
export type { AdapterOptions, RenderBody, RenderedBody } from "./adapter/rendering.js";
