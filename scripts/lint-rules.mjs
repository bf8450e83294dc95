// Rules of this house that the linter has no setting for.

/**
 * @typedef {{ type: string, name?: string }} Name
 * @typedef {{ object: Name, property: Name }} MemberExpression
 * @typedef {{ callee: Name, arguments: unknown[] }} NewExpression
 * @typedef {{ report(problem: { node: unknown, message: string }): void }} Context
 */

/** `export *` hides what a module offers; public names are written out. */
const noExportAll = {
  /** @param {Context} context */
  create: (context) => ({
    /** @param {unknown} node */
    ExportAllDeclaration(node) {
      context.report({ node, message: "Name what is exported instead of `export *`." });
    },
  }),
};

/** Time is an argument: `Clock` is asked once for each request, and only its default asks the system. */
const noClock = {
  /** @param {Context} context */
  create: (context) => {
    const message = "Only internal/platform.ts reads the clock of the system: take `now` as an argument.";
    return {
      /** @param {MemberExpression} node */
      MemberExpression(node) {
        const isClock = node.object.name === "Date" || node.object.name === "performance";
        if (isClock && node.property.name === "now") context.report({ node, message });
      },
      /** @param {NewExpression} node */
      NewExpression(node) {
        if (node.callee.name === "Date" && node.arguments.length === 0) context.report({ node, message });
      },
    };
  },
};

export default {
  meta: { name: "ostiary" },
  rules: { "no-export-all": noExportAll, "no-clock": noClock },
};
