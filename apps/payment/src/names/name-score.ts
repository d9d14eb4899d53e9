import { nameLikeness as likeness } from '@filao/compliance'
import anyAscii from 'any-ascii'

/** Likeness of two persons' names, 0 to 1, as compliance scores names (`filao-name/1`): one scorer in the platform. */
export const nameLikeness = (known: string, told: string): number => likeness(known, told, anyAscii)
