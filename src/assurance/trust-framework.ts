// By which rules the hub verifies people: one word, for everything that says so to services.

/** The United Kingdom's trust framework, by its name in the registry of OpenID Connect for Identity Assurance. */
export const trustFramework = 'uk_diatf';
