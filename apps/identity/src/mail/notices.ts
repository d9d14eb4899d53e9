import type { AlertType, IdentityEvent } from '@filao/contracts'
import { toTimestamp, type Instant } from '@filao/kernel'
import { formatUnits } from '@filao/money'
import type { Template } from './mailer'

type Alert = Extract<IdentityEvent, { type: 'UserNotified' }>['alert']

/** What is told to a user. It says what has happened, and never more than anybody may read over a shoulder. */
export interface Notice {
  readonly title: string
  readonly body: string
  /** A path of the application, where there is more to see. */
  readonly link: string | null
}

/** What a fired alert says, by its kind. */
const ALERTS: Readonly<Record<AlertType, (symbol: string, value: string, price: string) => Omit<Notice, 'link'>>> = {
  price_above: (symbol, value, price) => ({
    title: `${symbol} has reached ${price}`,
    body: `The price of ${symbol} has reached ${price}. You asked to be told at ${value} or above.`,
  }),
  price_below: (symbol, value, price) => ({
    title: `${symbol} has come down to ${price}`,
    body: `The price of ${symbol} has come down to ${price}. You asked to be told at ${value} or below.`,
  }),
  percent_change: (symbol, value, price) => ({
    title: `${symbol} has changed by ${value} %`,
    body: `The price of ${symbol} has come to ${price}. You asked to be told of a change of ${value} % or more.`,
  }),
  technical_indicator: (symbol, _, price) => ({
    title: `An indicator of ${symbol} has given its signal`,
    body: `The indicator of ${symbol} that you watch has given its signal, at a last close of ${price}.`,
  }),
  volume_spike: (symbol, value, price) => ({
    title: `Much of ${symbol} is traded`,
    body: `The volume of ${symbol} has come to ${value} times its mean of 20 days or more, at a price of ${price}.`,
  }),
}

export function alertNotice({ symbol, alertType, conditionValue, price, firedAt }: Alert): Notice {
  const { title, body } = ALERTS[alertType](symbol, formatUnits(conditionValue), formatUnits(price))
  return { title, body: `${body} That was at ${minuteOf(firedAt)}.`, link: '/price-alerts' }
}

/** `2026-11-27 09:30 UTC`. Of nobody it is known in which zone they are. */
const minuteOf = (instant: Instant): string => `${toTimestamp(instant).slice(0, 16).replace('T', ' ')} UTC`

const NOT_YOU = 'If it was not you, write to us at once.'

/** What the application shows of what concerns security; the message itself goes to the address that was in use before. */
export const SECURITY_NOTICES: Readonly<
  Record<Extract<Template, 'email_changed' | 'phone_changed' | 'factor_reset' | 'password_was_reset'>, Notice>
> = {
  email_changed: { title: 'Your e-mail address has been changed', body: NOT_YOU, link: null },
  phone_changed: { title: 'Your telephone number has been changed', body: NOT_YOU, link: null },
  factor_reset: {
    title: 'Your second factor has been reset',
    body: `Two people of ours have reset it, as you had asked. ${NOT_YOU}`,
    link: null,
  },
  password_was_reset: {
    title: 'Your password has been reset',
    body: `All devices were logged out, and all API keys are revoked. ${NOT_YOU}`,
    link: null,
  },
}
