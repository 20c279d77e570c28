// The one error class. It stands below every folder: anything a person or a service may be told passes through it.
// It must never carry personal data in `code`, `publicMessage` or `message`; `detail` goes to the log and the trail only.

/** What went wrong, as a closed set: pages, logs, metrics and the trail all use these words. */
export type ErrorCode =
  | 'bad_request'
  | 'not_found'
  | 'foreign_host'
  | 'other_browser'
  | 'expired'
  | 'forged_form'
  | 'changed_meanwhile'
  | 'unknown_state'
  | 'foreign_state'
  | 'provider_unknown'
  | 'provider_unavailable'
  | 'service_off'
  | 'store_unavailable'
  | 'too_many'
  | 'too_often'
  | 'busy'
  | 'configuration'
  | 'internal';

export interface HubErrorOptions {
  /** HTTP status of the page that is shown. */
  status?: number;
  /** OAuth error code, where a service has to be told (RFC 6749, section 4.1.2.1). */
  oauth?: string;
  /** Seconds after which it is worth trying again. */
  retryAfter?: number;
  /** For the log and the trail; never shown. */
  detail?: string;
  cause?: unknown;
}

const statusOf: Partial<Record<ErrorCode, number>> = {
  not_found: 404,
  provider_unknown: 404,
  forged_form: 403,
  service_off: 403,
  changed_meanwhile: 409,
  provider_unavailable: 503,
  store_unavailable: 503,
  too_many: 429,
  too_often: 429,
  busy: 503,
  configuration: 500,
  internal: 500,
};

/**
 * An error that can be shown. Its page text is the message `errors.<code>` of the locales,
 * so that what a person reads is never composed from what an attacker sent.
 */
export class HubError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly oauth: string | undefined;
  readonly retryAfter: number | undefined;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, options: HubErrorOptions = {}) {
    super(options.detail ? `${code}: ${options.detail}` : code, { cause: options.cause });
    this.name = 'HubError';
    this.code = code;
    this.status = options.status ?? statusOf[code] ?? 400;
    this.oauth = options.oauth;
    this.retryAfter = options.retryAfter ?? (this.status === 503 ? 30 : undefined);
    this.detail = options.detail;
  }

  /** The status under the name that oidc-provider reads, so that its endpoints answer with it too. */
  get statusCode(): number {
    return this.status;
  }
}
