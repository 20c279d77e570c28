// Where the pages of a sign-in are. The cookie of the sign-in is bound to this address: no page of it may be anywhere else.

/** Of the sign-in itself, which leads on to the page where it stands; or of one of its pages. */
export const pathOfSignIn = (uid: string, page?: string): string => `/sign-in/${uid}${page ? `/${page}` : ''}`;
