// A parameter of requests by the hub's own account page: the person wants to add the account that they sign in with now to the one
// that the browser is signed in with. It must never be taken from anybody else's request (provider.ts, extra parameters).

export const joinParameter = 'join';
