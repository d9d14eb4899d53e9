import type { Session } from './sessions'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** What the client presses, and what becomes of the session. */
export const BUTTONS = {
  begin: 'In Progress',
  approve: 'Approved',
  review: 'In Review',
  decline: 'Declined',
  resubmit: 'Resubmitted',
  abandon: 'Abandoned',
} as const
export type Button = keyof typeof BUTTONS

/** The hosted page: where a client would show their papers, a person chooses what the provider thinks of them. */
export function page({ token, status, expected, number }: Session): string {
  const name = escaped([expected.first_name, expected.last_name].filter(Boolean).join(' ') || 'a client')
  const buttons = Object.entries(BUTTONS)
    .map(([button, becomes]) => `<button formaction="/verify/${token}/${button}">${button} → ${becomes}</button>`)
    .join('\n      ')
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Verification ${number}</title></head>
  <body>
    <h1>Verification of ${name}</h1>
    <p>Session ${number} is <strong>${escaped(status)}</strong>. This is a simulator: choose what it finds.</p>
    <form method="post">
      ${buttons}
    </form>
  </body>
</html>
`
}
