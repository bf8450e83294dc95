export declare const SECRET: string;
export declare const REDIRECT_URI: string;
export declare const clients: readonly Record<string, unknown>[];
