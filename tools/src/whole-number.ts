import { Complaint } from './complaint'

/** A whole number of the command line, or what holds without it. Throws a {@link Complaint} that names the option. */
export function wholeNumber(option: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise
  if (!/^\d{1,9}$/.test(given)) throw new Complaint(`${option} is a whole number, not ${given}.`)
  return Number(given)
}
