import type { Template } from './mailer'

/** A message as somebody reads it. */
export interface Rendered {
  readonly subject: string
  readonly text: string
}

type Variables = Readonly<Record<string, string>>

/** What each template says. Plain text: a mail without markup hides no address behind another. */
const TEMPLATES: Readonly<Record<Template, (variables: Variables) => Rendered>> = {
  email_verification: ({ link }) => ({
    subject: 'Confirm your e-mail address',
    text: `Please confirm that this address is yours:

${link}

The link is good for 24 hours, and once. If you have not registered with Filao, leave it: nothing will happen.`,
  }),
  phone_verification: ({ code }) => ({
    subject: 'Your Filao code',
    text: `${code} is your code for Filao. It is good for 10 minutes. Give it to nobody.`,
  }),
  email_changed: () => ({
    subject: 'Your e-mail address has been changed',
    text: `Your account with Filao has another e-mail address now, and this one is no longer used.

If it was not you, write to us at once.`,
  }),
  phone_changed: () => ({
    subject: 'Your telephone number has been changed',
    text: 'Your account with Filao has another telephone number now. If it was not you, write to us at once.',
  }),
  factor_reset: () => ({
    subject: 'Your second factor has been reset',
    text: `You have told us that your authenticator is lost, and two people of ours have reset it. All devices are logged out. Log in with your password, and enrol another authenticator in your profile.

If it was not you, write to us at once.`,
  }),
  password_was_reset: () => ({
    subject: 'Your password has been reset',
    text: `Somebody has chosen a new password for your account with Filao by a link that was sent to this address. All devices are logged out, and all API keys are revoked. Log in with the new password, and make new keys for your programs.

If it was not you, write to us at once.`,
  }),
  price_alert: ({ title, body, customMessage, link }) => ({
    subject: title!,
    text: [
      body!,
      ...(customMessage === undefined ? [] : [`Your note: ${customMessage}`]),
      `Your alerts, and whether they are sent: ${link}`,
    ].join('\n\n'),
  }),
  password_reset: ({ link }) => ({
    subject: 'Choose a new password',
    text: `Somebody has asked to reset the password of this address. Choose a new one here:

${link}

The link is good for 30 minutes, and once. All devices will be logged out, and all API keys revoked. If it was not you, leave it: your password stays.`,
  }),
}

/** Fills in a template. */
export const render = (template: Template, variables: Variables): Rendered => TEMPLATES[template](variables)
