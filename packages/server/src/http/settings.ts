// What an installation decides about its web server, with what is usual.

export interface HttpSettings {
  /** Names, without port, under which requests are answered; those of loopback are always among them. */
  readonly allowedHosts: readonly string[];
  /** Where people reach the installation, without a slash at its end; absent: wherever it listens. */
  readonly publicUrl?: string;
  /** Addresses or networks of reverse proxies whose X-Forwarded headers are believed; none where empty. */
  readonly trustedProxies: readonly string[];
  /** The server speaks TLS itself; absent: plain HTTP, behind a reverse proxy or on this computer alone. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  readonly bodyLimitBytes: number;
  /** How long a request may take to arrive, headers and whole, and how often it is looked after. */
  readonly patienceMs: { readonly headers: number; readonly request: number; readonly look: number };
  /** One address may stand for a whole hospital. */
  readonly requestsPerMinute: { readonly perAddress: number; readonly perAccount: number };
  /** For /metrics from elsewhere than this computer. */
  readonly metricsToken?: string;
  readonly eventStreams: {
    readonly heartbeatSeconds: number;
    readonly perAccount: number;
    /** A client that leaves more than this unread is let go. */
    readonly backlogBytes: number;
    /** How often the record is looked at when nobody tells of a change. */
    readonly pollSeconds: number;
  };
}

export const usualHttpSettings: HttpSettings = {
  allowedHosts: [],
  trustedProxies: [],
  bodyLimitBytes: 1_048_576,
  patienceMs: { headers: 15_000, request: 30_000, look: 5_000 },
  requestsPerMinute: { perAddress: 6000, perAccount: 1200 },
  eventStreams: { heartbeatSeconds: 15, perAccount: 8, backlogBytes: 262_144, pollSeconds: 2 },
};
