/** What an edge that is no service answers with, without the frameworks that a service needs. */
export { replyProblem } from './http/problem-reply'
export { requestIdOf } from './http/request-id'
export { answerUnreadable } from './http/unreadable-request'
export { createLog, type Log } from './logging/log'
export { Problem } from './problem/problem'
export { notFound, problemOfStatus } from './problem/problem-of-status'
