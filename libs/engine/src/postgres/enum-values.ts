/** The values of a contract's enum for `pgEnum`. An array, not the enum's object: for an object drizzle-kit drops the schema. */
export const enumValues = <Value extends string>({ options }: { readonly options: readonly Value[] }) =>
  options as [Value, ...Value[]]
