/** Which secrets a service expects to find: for whoever makes them, without the frameworks of a service. */
export { BODY_HASH_KEY } from './idempotency/body-hash'
export { KEY_ACCESS_TOKEN, KEY_HOLDERS, type KeyHolder } from './keys/identity-key-source'
