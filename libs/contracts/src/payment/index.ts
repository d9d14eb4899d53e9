export * from './ivms101'
export * from './payment.commands'
export * from './payment.events'
export * from './payment.fields'
