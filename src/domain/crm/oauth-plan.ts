/** How to sign in by the browser (RFC 8252, PKCE); endpoints are found by the issuer or said outright. */
export type OAuthPlan = {
  readonly clientId: string
  readonly issuer: string
  readonly endpoints: { readonly authorization: string; readonly token: string } | null
  readonly scopes: readonly string[]
  /** The path and, where the server wants the port registered too, the ports of the loopback redirect. */
  readonly redirect: {
    readonly host: '127.0.0.1' | 'localhost'
    readonly path: string
    readonly ports: readonly number[]
  }
  /** What of the token's answer becomes a setting of the connection, for example `instance_url`. */
  readonly keeps: readonly string[]
}
