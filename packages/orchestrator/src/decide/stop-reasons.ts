/** A relay that was idled for this reason is held back longer than one that failed. */
export const publisherLeft = "the publisher has left";
