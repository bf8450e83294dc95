// What oidc-provider keeps, in files of one folder.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes the storages of one process. */
export function createStore(folder) {
  const file = join(folder, "store.json");
  const stored = new Map(Object.entries(readJson(file) ?? {}));
  const keep = () => writeJson(file, Object.fromEntries(stored));
  return { toAdapter: (issuer) => toAdapter({ issuer, stored, keep }) };
}

/** The storage of one issuer, as oidc-provider asks for it: one for each model. */
function toAdapter({ issuer, stored, keep }) {
  return class {
    constructor(model) {
      this.model = `${issuer} ${model}`;
    }

    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn === undefined ? undefined : Date.now() + expiresIn * 1000;
      stored.set(`${this.model} ${id}`, { payload, expiresAt });
      keep();
    }

    async find(id) {
      return this.findWhere((_payload, key) => key === `${this.model} ${id}`);
    }

    async findByUid(uid) {
      return this.findWhere((payload) => payload.uid === uid);
    }

    async findByUserCode(userCode) {
      return this.findWhere((payload) => payload.userCode === userCode);
    }

    async consume(id) {
      const entry = stored.get(`${this.model} ${id}`);
      if (entry !== undefined) entry.payload.consumed = Math.floor(Date.now() / 1000);
      keep();
    }

    async destroy(id) {
      stored.delete(`${this.model} ${id}`);
      keep();
    }

    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of stored) {
        if (key.startsWith(`${this.model} `) && payload.grantId === grantId) stored.delete(key);
      }
      keep();
    }

    findWhere(isMeant) {
      for (const [key, { payload, expiresAt }] of stored) {
        const isOver = expiresAt !== undefined && expiresAt < Date.now();
        if (key.startsWith(`${this.model} `) && !isOver && isMeant(payload, key)) return payload;
      }
      return undefined;
    }
  };
}

/** `undefined` if there is no such file. */
export function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Whole or not at all, since the process may be killed meanwhile. */
export function writeJson(file, value) {
  writeFileSync(`${file}.new`, JSON.stringify(value));
  renameSync(`${file}.new`, file);
  return value;
}
