import * as z from "zod/mini";

/** The schema of an object of the host's that is used by its methods. */
export const objectWith = <T>(...methods: readonly string[]) =>
  z.custom<T>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
    `it must have the methods ${methods.join(", ")}`,
  );
