import type { IdentityEvent } from '@filao/contracts'

type EventOf<T extends IdentityEvent['type']> = Extract<IdentityEvent, { type: T }>

/** What identity knows of the person; values of a destroyed key stay sealed. */
export type Profile = Omit<
  EventOf<'UserRegistered'>,
  'type' | 'userId' | 'kind' | 'credentialId' | 'registeredBy' | 'settings'
>

/** A profile with what an event gives of it; the rest stays. */
export function updated(profile: Profile, event: EventOf<'ProfileUpdated' | 'IdentityChanged'>): Profile {
  const { firstName, lastName, dateOfBirth, nationality, residentialAddress } = event
  return {
    email: profile.email,
    firstName: firstName ?? profile.firstName,
    lastName: lastName ?? profile.lastName,
    phoneNumber: ('phoneNumber' in event ? event.phoneNumber : undefined) ?? profile.phoneNumber,
    dateOfBirth: dateOfBirth ?? profile.dateOfBirth,
    nationality: nationality ?? profile.nationality,
    residentialAddress: residentialAddress ?? profile.residentialAddress,
  }
}
