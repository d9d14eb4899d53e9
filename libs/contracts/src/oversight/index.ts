export * from './oversight.commands'
export * from './oversight.events'
export * from './oversight.fields'
