export * from './wallet.commands'
export * from './wallet.events'
export * from './wallet.fields'
