/** Before every call that belongs to the account. */
export const apiRoot = "/client/v4/accounts/:account";
