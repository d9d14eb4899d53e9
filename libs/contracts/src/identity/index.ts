export * from './identity.commands'
export * from './identity.events'
export * from './identity.fields'
