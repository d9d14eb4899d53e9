import {
  AccountName,
  Country,
  Day,
  Email,
  Id,
  PersonName,
  PhoneNumber,
  PostalAddress,
  StaffReason,
} from '@filao/contracts'
import { pageQuery } from '@filao/service'
import { z } from 'zod'

/** Twelve characters and more; the rest is judged by what is in it. */
export const Password = z.string().min(12).max(128)
export const Address = z.strictObject(PostalAddress.shape)
/** What stands around a person's name is no part of it: without anything else it is none. */
export const NameInput = z
  .string()
  .trim()
  .check(...PersonName.def.checks!)
/** Two spellings of one address are one address: what comes in is made lower case before it is judged. */
export const EmailInput = z.string().max(255).trim().toLowerCase().pipe(Email)

export const PAST_DAY = Day.refine((day) => Date.parse(day) <= Date.now(), {
  message: 'This day is still to come.',
})

const details = {
  dateOfBirth: PAST_DAY.optional(),
  nationality: Country.optional(),
  residentialAddress: Address.optional(),
}
export const RegisterBody = z
  .strictObject({
    email: EmailInput,
    password: Password,
    firstName: NameInput,
    lastName: NameInput,
    phoneNumber: PhoneNumber.optional(),
    ...details,
  })
  .meta({ id: 'Register' })
export type RegisterBody = z.infer<typeof RegisterBody>

export const RegisterStaffBody = z
  .strictObject({ email: EmailInput, password: Password, firstName: NameInput, lastName: NameInput })
  .meta({ id: 'RegisterStaff' })
export type RegisterStaffBody = z.infer<typeof RegisterStaffBody>

export const ProfileBody = z
  .strictObject({ firstName: NameInput.optional(), lastName: NameInput.optional(), ...details })
  .refine((body) => Object.keys(body).length > 0, { message: 'Nothing is changed.' })
  .meta({ id: 'Profile' })
export type ProfileBody = z.infer<typeof ProfileBody>

export const PasswordBody = z
  .strictObject({ currentPassword: z.string().min(1).max(128), newPassword: Password })
  .meta({ id: 'ChangePassword' })
export type PasswordBody = z.infer<typeof PasswordBody>

export const ReasonBody = z.strictObject({ reason: StaffReason }).meta({ id: 'Reason' })
export type ReasonBody = z.infer<typeof ReasonBody>

/** The id of a thing in a path. */
export const IdPath = z.strictObject({ id: Id })
export type IdPath = z.infer<typeof IdPath>
export const UserPath = z.strictObject({ id: z.union([z.literal('me'), Id]) })
export type UserPath = z.infer<typeof UserPath>

export const UserListQuery = z.strictObject({
  ...pageQuery,
  email: EmailInput.optional(),
  status: z.enum(['pending_kyc', 'active', 'suspended', 'closed']).optional(),
  kind: z.enum(['client', 'staff', 'service']).optional(),
})
export type UserListQuery = z.infer<typeof UserListQuery>

const Timestamp = z.iso.datetime({ precision: 3 })
export const UserView = z
  .strictObject({
    id: Id,
    kind: z.enum(['client', 'staff', 'service']),
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    phoneNumber: z.string().nullable(),
    dateOfBirth: z.string().nullable(),
    nationality: z.string().nullable(),
    residentialAddress: Address.nullable(),
    accountStatus: z.enum(['pending_kyc', 'active', 'suspended', 'closed']),
    accountType: z.enum(['market_data_only', 'demo_trader', 'live_trader']),
    kycStatus: z.string(),
    twoFactorEnabled: z.boolean(),
    emailVerified: z.boolean(),
    phoneVerified: z.boolean(),
    roles: z.array(z.string()),
    /** Whose approval counts as that of senior management. */
    isSeniorManagement: z.boolean(),
    createdAt: Timestamp,
    lastLoginAt: Timestamp.nullable(),
  })
  .meta({ id: 'User' })
export type UserView = z.infer<typeof UserView>
export const UserList = z
  .strictObject({ items: z.array(UserView), next: z.string().nullable() })
  .meta({ id: 'UserList' })
export type UserList = z.infer<typeof UserList>

export const AccountView = z
  .strictObject({
    id: Id,
    kind: z.enum(['client', 'market_maker']),
    mode: z.enum(['live', 'demo']),
    isPrimary: z.boolean(),
    name: z.string(),
    status: z.enum(['open', 'closing', 'closed']),
    openedAt: Timestamp,
    closedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Account' })
export type AccountView = z.infer<typeof AccountView>
export const AccountList = z.strictObject({ items: z.array(AccountView), next: z.null() }).meta({ id: 'AccountList' })
export const AccountListQuery = z.strictObject({ userId: Id.optional() })
export type AccountListQuery = z.infer<typeof AccountListQuery>
export const OpenAccountBody = z
  .strictObject({ mode: z.literal('demo'), name: AccountName.default('Demo account') })
  .meta({ id: 'OpenAccount' })
export type OpenAccountBody = z.infer<typeof OpenAccountBody>
export const AccountKindBody = z
  .strictObject({ kind: z.literal('market_maker'), reason: StaffReason })
  .meta({ id: 'AccountKindChange' })
export type AccountKindBody = z.infer<typeof AccountKindBody>
/** Whether the action has happened, or waits for a second, different person. */
export const StaffActionView = z.strictObject({ outcome: z.enum(['done', 'proposed']) }).meta({ id: 'StaffAction' })
export type StaffActionView = z.infer<typeof StaffActionView>
