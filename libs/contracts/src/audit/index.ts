export * from './audit.commands'
export * from './audit.events'
export * from './audit.fields'
