export * from './market.commands'
export * from './market.events'
export * from './market.fields'
