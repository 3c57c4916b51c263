/** A table that is looked up by words of the file: it has its own entries only, so that `constructor` or `toString` are not found. */
export function byName<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
