import type { Received } from './mailbox'

const SHOWN_MAX = 200
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!)

/** The mailbox as a page, for whoever sits at the machine. It holds no script: what is shown was written by others. */
export function pageOf(messages: readonly Received[]): string {
  const articles = messages.slice(0, SHOWN_MAX).map(
    ({ to, channel, subject, text, receivedAt, template }) => `<article>
<h2>${escape(subject)}</h2>
<p><b>${escape(to)}</b> · ${channel} · ${escape(template)} · <time>${receivedAt}</time></p>
<pre>${escape(text)}</pre>
</article>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Mailbox</title><meta http-equiv="refresh" content="5">
<style>body{font:16px system-ui;max-width:48rem;margin:2rem auto}article{border-top:1px solid #ccc}pre{white-space:pre-wrap}</style>
</head><body><h1>Mailbox</h1><p>${messages.length} messages, the newest first.</p>
${articles.join('\n')}
</body></html>`
}
