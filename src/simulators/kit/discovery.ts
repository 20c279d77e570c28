// The discovery document (OpenID Connect Discovery 1.0, section 3) of a simulated provider.
// It must promise nothing that the endpoints do not keep.
import type { House } from './dialect.ts';

export function discovery({ dialect, url, issuer }: House): Record<string, unknown> {
  const { paths } = dialect;
  return {
    issuer,
    authorization_endpoint: url + paths.authorize,
    token_endpoint: url + paths.token,
    jwks_uri: url + paths.jwks,
    ...(paths.userinfo ? { userinfo_endpoint: url + paths.userinfo } : {}),
    ...(paths.logout?.[0] ? { end_session_endpoint: url + paths.logout[0] } : {}),
    scopes_supported: dialect.scopes,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: [dialect.name === 'central' ? 'pairwise' : 'public'],
    id_token_signing_alg_values_supported: [dialect.algorithm],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: dialect.assertion.algorithms,
    code_challenge_methods_supported: ['S256'],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    ...dialect.metadata(url),
  };
}
